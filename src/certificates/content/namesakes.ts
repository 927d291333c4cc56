import type { X509Certificate } from 'node:crypto';
import type { components } from '../../contract/apig';
import { type CallBudget, MAX_GATEWAY_PAGES, MAX_NAMESAKE_PAGES, MAX_PAGE_SIZE } from '../../contract/limits';
import { mapBounded } from '../../lib/map-bounded';
import { readAllPages } from '../../relay/all-pages';
import { atMostCalls } from '../../request/call-limit';
import type { RequestContext } from '../../request/context';
import { Certificate } from '../certificate/certificate.type';
import { type ListQuery, type ListRow, type Part, readPart, withParts } from '../certificate/certificate-parts';
import { isRefusedAs } from '../changes/refusals';
import type { CreateCertificateInput } from './certificate-content.input';
import { isCreatedBy } from './shown-content';

/** The maximum number of certificates with one name that are compared. Names are unique, so there is one at most in practice. */
const MAX_COMPARED = 3;

/** The calls of reading the certificates with one name: a refused list, the gateways, and the pages, of which a second gateway may be asked. */
export const NAMESAKE_CALLS = 1 + MAX_GATEWAY_PAGES + 2 * MAX_NAMESAKE_PAGES;

/** The calls of reading the certificates with one name and comparing them. */
export const COMPARE_CALLS = NAMESAKE_CALLS + MAX_COMPARED;

/** A filter of the list of certificates for one name. */
export type NameFilter = ListQuery & { readonly name: string };

/**
 * Reads the ids of the certificates with a name, bypassing all caches: in the project, or of the scope or gateway in the filter. Names
 * are unique in a project (APIG.3325), but the API reference does not say how the filter matches names.
 * @param budget the budget that each call counts against.
 * @throws ApigFailure
 */
export async function readNamesakes(
  context: RequestContext,
  filter: NameFilter,
  budget?: CallBudget,
): Promise<string[]> {
  const readAll = (part: Part) => {
    const advice = 'Too many certificates have a similar name.';
    const read = atMostCalls(MAX_NAMESAKE_PAGES, advice, (offset: number, limit: number) =>
      readPart(context, part, offset, limit, budget),
    );
    return readAllPages<ListRow>({ pageSize: MAX_PAGE_SIZE, read, identify: ({ id }) => id });
  };
  const all = await withParts(context, filter, async (parts) => (await mapBounded(parts, readAll)).flat());
  return all.filter(({ name }) => name === filter.name).map(({ id }) => id);
}

/** Returns the filter for the certificates among which a new one appears: the global ones, and those of its gateway if it has one. */
export function filterFor({ name, instanceId }: CreateCertificateInput): NameFilter {
  return instanceId ? { name, instance_id: instanceId } : { name, type: 'global' };
}

/**
 * Reads certificates, and returns the one that a form would create.
 * @param ids from `readNamesakes`.
 * @throws ApigFailure
 */
export async function findCreated(
  context: RequestContext,
  ids: readonly string[],
  form: components['schemas']['CertificateForm'],
  leaf: X509Certificate,
): Promise<Certificate | undefined> {
  const show = atMostCalls(MAX_COMPARED, 'Too many certificates have this name.', (id: string) =>
    context.call('showCertificate', { path: { certificate_id: id } }),
  );
  for (const id of ids) {
    try {
      const source = await show(id);
      if (isCreatedBy(form, leaf, source)) return Certificate.ofChange(source);
    } catch (error) {
      // It was deleted meanwhile.
      if (!isRefusedAs(error, 'not_found:certificate')) throw error;
    }
  }
  return undefined;
}
