import DataLoader from 'dataloader';
import { MAX_PAGE_SIZE } from '../../contract/limits';
import { mapBounded } from '../../lib/map-bounded';
import type { UpstreamPage } from '../../relay/last-page';
import type { RequestContext } from '../../request/context';
import { type ListRow, type Part, readPart } from '../certificate/certificate-parts';

/** One page of up to 500 certificates of a part. */
export interface ListPageKey {
  readonly part: Part;
  readonly offset: number;
}

/** Loads pages of 500 certificates for searches, each page once per request and within the call budgets. */
export function listPageLoader(context: RequestContext): DataLoader<ListPageKey, UpstreamPage<ListRow>, string> {
  return new DataLoader(
    (keys) =>
      mapBounded(keys, ({ part, offset }) => {
        const budget = part.name !== '' && offset === 0 ? 'certificateGateways' : 'certificatePages';
        return readPart(context, part, offset, MAX_PAGE_SIZE, budget).catch((error: Error) => error);
      }),
    { cacheKeyFn: ({ part: { name, query }, offset }) => JSON.stringify([name, query, offset]) },
  );
}

/** Starts reading the first pages of some parts together, so that they are not read one after another. Errors are reported when the pages are used. */
export async function prefetch(context: RequestContext, parts: readonly Part[]): Promise<void> {
  await context.loader(listPageLoader).loadMany(parts.map((part) => ({ part, offset: 0 })));
}
