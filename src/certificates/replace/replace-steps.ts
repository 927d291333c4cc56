import type { Domain } from '../../gateways/domain.type';
import type { WantedDomain } from '../changes/certificate-domain.input';
import { isVerified } from '../changes/default-verification';
import { gatewaysOf } from '../changes/placements';

/** The replacement of the certificate of one domain on one gateway, on all of its ports. */
export interface Step {
  /** The domain of the request. */
  readonly wanted: WantedDomain;
  /** The input for attaching the new certificate. Client verification stays unchanged unless the request sets it. */
  readonly next: WantedDomain;
  /** The input for restoring the old certificate as it was attached before. */
  readonly previous: WantedDomain;
  /** The input for detaching the old certificate. */
  readonly off: WantedDomain;
  readonly holds: 'FROM' | 'TO' | 'NOTHING';
}

/** Returns the steps for one domain, one per gateway. @param placements the domain's placements on the requested gateways. */
export function stepsOf(wanted: WantedDomain, placements: readonly Domain[], from: string, to: string): Step[] {
  return gatewaysOf(placements.map(({ source }) => source)).map((id) => {
    const here = placements.map(({ source }) => source).filter((source) => source.instance_id === id);
    const isHeld = (certificate: string) => here.some((source) => source.ssl_id === certificate);
    const verified = here.some(isVerified);
    const { verified_client_certificate_enabled: asked, ...rest } = wanted.ref;
    const off: WantedDomain = { key: wanted.key, ref: { ...rest, instance_ids: [id] } };
    const on = (value: boolean): WantedDomain => ({
      key: wanted.key,
      ref: { ...off.ref, verified_client_certificate_enabled: value },
    });
    const holds = isHeld(from) ? 'FROM' : isHeld(to) ? 'TO' : 'NOTHING';
    const isNew = holds === 'NOTHING' && asked === undefined;
    return { wanted, next: isNew ? off : on(asked ?? verified), previous: on(verified), off, holds };
  });
}
