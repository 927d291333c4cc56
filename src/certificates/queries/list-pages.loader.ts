import type { RequestContext } from '../../request/context';
import type { Part } from '../certificate/certificate-parts';
import { partPagesLoader } from '../certificate/part-pages.loader';

/** Loads pages of 500 certificates for searches, each page once per request and within the call budgets. */
export const listPageLoader = partPagesLoader(({ part, offset }) =>
  part.name !== '' && offset === 0 ? 'certificateGateways' : 'certificatePages',
);

/** Starts reading the first pages of some parts together, so that they are not read one after another. Errors are reported when the pages are used. */
export async function prefetch(context: RequestContext, parts: readonly Part[]): Promise<void> {
  await context.loader(listPageLoader).loadMany(parts.map((part) => ({ part, offset: 0 })));
}
