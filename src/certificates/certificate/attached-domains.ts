import { domainToUnicode } from 'node:url';
import type { InputOf, OutputOf } from '../../apig/types';
import { MAX_ATTACHED_PAGES, MAX_PAGE_SIZE } from '../../contract/limits';
import type { UpstreamDomain } from '../../gateways/upstream-domain';
import { domainKey } from '../../input/domain-name';
import { readAllPages } from '../../relay/all-pages';
import { incompleteList, upstreamPage } from '../../relay/last-page';
import { atMostCalls } from '../../request/call-limit';
import type { RequestContext } from '../../request/context';

/** The maximum number of names that are looked up one by one. With more, reading all domains takes fewer calls. */
const MAX_LOOKUPS = 5;

type Call = (input: InputOf<'listAttachedDomains'>) => Promise<OutputOf<'listAttachedDomains'>>;

/**
 * Reads all domains that a certificate is attached to, bypassing all caches. One upstream call per 500 domains.
 * @throws ApigFailure, also if the list may be incomplete or has more than `MAX_ATTACHED_PAGES` pages.
 */
export function readAttachedDomains(context: RequestContext, certificateId: string): Promise<UpstreamDomain[]> {
  return readAll(
    certificateId,
    {},
    bounded(certificateId, (input) => context.call('listAttachedDomains', input)),
  );
}

/**
 * Reads the certificate's domains that have one of the given names, bypassing all caches. Usually one upstream call.
 * If the list has more pages than may be read, up to `MAX_LOOKUPS` names are looked up one by one with the upstream's own filter.
 * The filter may match more than the name, and an international name is looked up in both of its forms. A name that is not found
 * proves nothing, because the API reference does not say in which form the filter compares names.
 * @param keys the keys of the names, from `domainKey`.
 * @throws ApigFailure, also if the list may be incomplete or a lookup does not find a name.
 */
export async function readAttachedByName(
  context: RequestContext,
  certificateId: string,
  keys: readonly string[],
): Promise<{ readonly rows: UpstreamDomain[]; readonly isEmpty: boolean }> {
  const wanted = new Set(keys);
  const call = bounded(certificateId, (input) => context.call('listAttachedDomains', input));
  const path = { certificate_id: certificateId };
  const first = await call({ path, query: { offset: 0, limit: MAX_PAGE_SIZE } });
  const { bound_domains: items = [], total = 0 } = first;
  const isLong = items.length > 0 && total > (items.length - 1) * MAX_ATTACHED_PAGES + 1;
  const rows =
    isLong && wanted.size <= MAX_LOOKUPS
      ? await lookUp(certificateId, [...wanted], call)
      : await readAll(certificateId, {}, (input) => (input.query?.offset === 0 ? Promise.resolve(first) : call(input)));
  return { rows: rows.filter((row) => wanted.has(domainKey(row.url_domain))), isEmpty: items.length === 0 };
}

async function lookUp(certificateId: string, keys: readonly string[], call: Call): Promise<UpstreamDomain[]> {
  const rows: UpstreamDomain[] = [];
  for (const name of keys.flatMap((key) => [...new Set([key, domainToUnicode(key) || key])])) {
    rows.push(...(await readAll(certificateId, { url_domain: name }, call)));
  }
  const found = new Set(rows.map((row) => domainKey(row.url_domain)));
  if (!keys.every((key) => found.has(key))) throw incompleteList();
  return rows;
}

function readAll(
  certificateId: string,
  filter: { readonly url_domain?: string },
  call: Call,
): Promise<UpstreamDomain[]> {
  const read = async (offset: number, limit: number) => {
    const page = await call({ path: { certificate_id: certificateId }, query: { ...filter, offset, limit } });
    return upstreamPage(page.bound_domains, page);
  };
  return readAllPages({ pageSize: MAX_PAGE_SIZE, read, identify });
}

/** Limits the number of calls of one read. */
function bounded(certificateId: string, call: Call): Call {
  return atMostCalls(MAX_ATTACHED_PAGES, `The certificate ${certificateId} is attached to too many domains.`, call);
}

function identify(row: UpstreamDomain): string {
  return `${row.id} ${row.instance_id} ${row.url_domain}`;
}
