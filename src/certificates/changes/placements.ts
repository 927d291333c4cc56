import type { UpstreamDomain } from '../../gateways/upstream-domain';
import { domainKey } from '../../input/domain-name';
import type { WantedDomain } from './certificate-domain.input';

/**
 * Returns true if a row of the upstream is for the wanted domain, on one of the requested gateways. A gateway's id in another case
 * may be the same gateway (RFC 9562, 4), so a domain that is attached there is not taken as detached.
 */
export function isMeant(wanted: WantedDomain, row: UpstreamDomain): boolean {
  const { instance_ids: ids } = wanted.ref;
  if (domainKey(row.url_domain) !== wanted.key) return false;
  return ids === undefined || ids.includes(row.instance_id) || ids.some((id) => isSameId(id, row.instance_id));
}

function isSameId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
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
export function isAttachedAsNamed(wanted: WantedDomain, attached: readonly UpstreamDomain[]): boolean {
  const found = gatewaysOf(attached.filter((row) => isMeant(wanted, row)));
  const { instance_ids: ids } = wanted.ref;
  return ids ? ids.every((id) => found.includes(id)) : found.length > 0;
}

/**
 * Narrows the wanted domain to the gateways on which it is attached. Returns undefined if there are none. A domain without
 * gateways is returned unchanged, because it already means all of them.
 */
export function narrowToAttached(wanted: WantedDomain, attached: readonly UpstreamDomain[]): WantedDomain | undefined {
  const ids = gatewaysOf(attached.filter((row) => isMeant(wanted, row)));
  if (ids.length === 0) return undefined;
  return wanted.ref.instance_ids ? { key: wanted.key, ref: { ...wanted.ref, instance_ids: ids } } : wanted;
}
