import type { UpstreamDomain } from '../../gateways/upstream-domain';
import { domainKey } from '../../input/domain-name';
import type { WantedDomain } from './certificate-domain.input';

/** A domain on one gateway: what is attached or detached at once, on all its ports. */
export interface Placement {
  /** The name's key, from `domainKey`. */
  readonly key: string;
  readonly instanceId: string;
}

/** Returns whether an upstream's row is of the wanted domain, on a gateway that is meant. */
export function isMeant(wanted: WantedDomain, row: UpstreamDomain): boolean {
  const { instance_ids: ids } = wanted.ref;
  return domainKey(row.url_domain) === wanted.key && (ids === undefined || ids.includes(row.instance_id));
}

/** Returns the gateways of rows, each once. */
export function gatewaysOf(rows: readonly UpstreamDomain[]): string[] {
  return [...new Set(rows.map((row) => row.instance_id))];
}

/**
 * Returns whether the certificate is attached to the wanted domain on each gateway that the request names; on any, where it
 * names none.
 * @param attached rows of the certificate's attached domains.
 */
export function isAttachedAsNamed(wanted: WantedDomain, attached: readonly UpstreamDomain[]): boolean {
  const found = gatewaysOf(attached.filter((row) => isMeant(wanted, row)));
  const { instance_ids: ids } = wanted.ref;
  return ids ? ids.every((id) => found.includes(id)) : found.length > 0;
}

/**
 * Returns the wanted domain on those of its gateways where it is attached; undefined where it is attached on none. One that
 * names no gateway stays so: it means all of them.
 */
export function narrowToAttached(wanted: WantedDomain, attached: readonly UpstreamDomain[]): WantedDomain | undefined {
  const ids = gatewaysOf(attached.filter((row) => isMeant(wanted, row)));
  if (ids.length === 0) return undefined;
  return wanted.ref.instance_ids ? { key: wanted.key, ref: { ...wanted.ref, instance_ids: ids } } : wanted;
}
