import type { Domain } from '../../gateways/domain.type';
import type { WantedDomain } from '../changes/certificate-domain.input';
import { isVerified } from '../changes/default-verification';
import { gatewaysOf } from '../changes/placements';

/** One domain on one gateway: what is swapped at once, on all its ports. */
export interface Step {
  /** The domain as the request names it. */
  readonly wanted: WantedDomain;
  /** As the new certificate is attached: client verification stays what it is unless the request says otherwise. */
  readonly next: WantedDomain;
  /** As the old one was attached, to be restored. */
  readonly previous: WantedDomain;
  /** As the old one is detached. */
  readonly off: WantedDomain;
  readonly holds: 'FROM' | 'TO' | 'NOTHING';
}

/** Returns the steps for one domain, one for each gateway. @param placements of the domain, on the gateways that are meant. */
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
