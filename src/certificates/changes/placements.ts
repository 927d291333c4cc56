import type { UpstreamDomain } from '../../gateways/upstream-domain';
import { domainKey } from '../../input/domain-name';
import { groupBy } from '../../lib/group-by';
import type { WantedDomain } from './certificate-domain.input';

/** The rows of a certificate's attached domains, by the key of their names: a change may have 100 names, and a certificate 5,000 rows. */
export class AttachedRows {
  readonly #byName: ReadonlyMap<string, readonly UpstreamDomain[]>;

  constructor(rows: readonly UpstreamDomain[]) {
    this.#byName = groupBy(rows, (row) => domainKey(row.url_domain));
  }

  /**
   * Returns the rows for the wanted domain, on one of the requested gateways. A gateway's id in another case may be the same gateway
   * (RFC 9562, 4), so a domain that is attached there is not taken as detached.
   */
  meantBy({ key, ref: { instance_ids: ids } }: WantedDomain): readonly UpstreamDomain[] {
    const rows = this.#byName.get(key) ?? [];
    if (ids === undefined) return rows;
    const wanted = new Set(ids.map((id) => id.toLowerCase()));
    return rows.filter((row) => wanted.has(row.instance_id.toLowerCase()));
  }

  /** Returns the rows for any of the wanted domains, each once. */
  meantByAny(wanted: readonly WantedDomain[]): UpstreamDomain[] {
    return [...new Set(wanted.flatMap((it) => this.meantBy(it)))];
  }
}

/** Returns the distinct gateway ids of rows. */
export function gatewaysOf(rows: readonly UpstreamDomain[]): string[] {
  return [...new Set(rows.map((row) => row.instance_id))];
}

/**
 * Returns true if the certificate is attached to the wanted domain on every gateway that the request names, or on any gateway if
 * it names none.
 * @param attached the rows of the certificate's attached domains.
 */
export function isAttachedAsNamed(wanted: WantedDomain, attached: AttachedRows): boolean {
  const found = new Set(gatewaysOf(attached.meantBy(wanted)));
  const { instance_ids: ids } = wanted.ref;
  return ids ? ids.every((id) => found.has(id)) : found.size > 0;
}

/**
 * Narrows the wanted domain to the gateways on which it is attached. Returns undefined if there are none. A domain without
 * gateways is returned unchanged, because it already means all of them.
 */
export function narrowToAttached(wanted: WantedDomain, attached: AttachedRows): WantedDomain | undefined {
  const ids = gatewaysOf(attached.meantBy(wanted));
  if (ids.length === 0) return undefined;
  return wanted.ref.instance_ids ? { key: wanted.key, ref: { ...wanted.ref, instance_ids: ids } } : wanted;
}
