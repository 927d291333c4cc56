import type { Domain } from '../../gateways/domain.type';
import { factsOf, needCertificate } from '../../gateways/domain-facts';
import { groupBy } from '../../lib/group-by';
import type { WantedDomain } from '../changes/certificate-domain.input';

/** The replacement of the certificate of one domain on one gateway, on all of its ports. */
export interface Step {
  /** The domain of the request. */
  readonly wanted: WantedDomain;
  /**
   * The input for attaching the new certificate. Client verification stays unchanged unless the request sets it. If nobody tells how it
   * is, it gets the default of an attach, which is on wherever it may be on now.
   */
  readonly next: WantedDomain;
  /** The input for restoring the old certificate as it was attached before. */
  readonly previous: WantedDomain;
  /** The input for detaching the old certificate. */
  readonly off: WantedDomain;
  readonly holds: 'FROM' | 'TO' | 'NOTHING';
  /** True if the domain is unreachable while it has no certificate; null if that is not known. */
  readonly needsCertificate: boolean | null;
}

/** Returns the steps for one domain, one per gateway. @param placements the domain's placements on the requested gateways. */
export function stepsOf(wanted: WantedDomain, placements: readonly Domain[], from: string, to: string): Step[] {
  return [...groupBy(placements, ({ source }) => source.instance_id)].map(([id, domains]) => {
    const here = domains.map(({ source }) => source);
    const isHeld = (certificate: string) => domains.some((domain) => domain.certificateIds.includes(certificate));
    const verified = verificationOf(here);
    const { verified_client_certificate_enabled: asked, ...rest } = wanted.ref;
    const off: WantedDomain = { key: wanted.key, ref: { ...rest, instance_ids: [id] } };
    const on = (value: boolean | undefined): WantedDomain =>
      value === undefined ? off : { key: wanted.key, ref: { ...off.ref, verified_client_certificate_enabled: value } };
    const holds = isHeld(from) ? 'FROM' : isHeld(to) ? 'TO' : 'NOTHING';
    const isNew = holds === 'NOTHING' && asked === undefined;
    return {
      wanted,
      next: isNew ? off : on(asked ?? verified),
      previous: on(verified),
      off,
      holds,
      needsCertificate: needCertificate(domains.map(factsOf)),
    };
  });
}

/** Returns whether one of the placements verifies clients; undefined if none is known to, and one may. */
function verificationOf(placements: readonly Domain['source'][]): boolean | undefined {
  const found = placements.map((source) => source.verified_client_certificate_enabled);
  return found.includes(true) ? true : found.includes(undefined) ? undefined : false;
}

/** Returns the steps in the order in which they harm least: domains that are unreachable without a certificate go last. */
export function inSafestOrder(steps: readonly Step[]): Step[] {
  const risk = ({ needsCertificate: needs }: Step) => (needs === null ? 1 : needs ? 2 : 0);
  return steps.toSorted((one, other) => risk(one) - risk(other));
}
