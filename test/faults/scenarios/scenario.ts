import type { Behaviour } from '../../oracle/behaviour';
import type { Hook } from '../../oracle/control-plane';
import type { CertificateSpec, DomainSpec } from '../../oracle/estates';
import type { Habits } from '../../oracle/habits';
import type { ReceivedCall } from '../../oracle/journal';
import type { OracleRequest } from '../../oracle/requests';

/** One misfortune: an estate, what the upstream does, and the request that meets it. The oracle judges what comes back. */
export interface Scenario {
  readonly name: string;
  readonly certificates?: readonly CertificateSpec[];
  readonly domains: readonly DomainSpec[];
  readonly habits?: Habits;
  /** Makes a hook for one run. */
  readonly hook?: () => Hook;
  readonly request: OracleRequest;
  /** Labels that the response may have (`labelOf`); what the oracle allows unless said. */
  readonly expect?: readonly string[];
  /** Another tool's changes, begun with the request. */
  readonly meanwhile?: (plane: import('../../oracle/control-plane').ControlPlane) => Promise<void> | void;
}

/** Two certificates, the second with a trusted root CA. */
export const CERTIFICATES: readonly CertificateSpec[] = [{ id: 'cert-1' }, { id: 'cert-2', hasRootCa: true }];

/** A behaviour at the first change of a run, or at so many; undisturbed reads. */
export function onChange(behaviour: Behaviour, times = 1): () => Hook {
  return () => {
    let count = 0;
    return ({ isRead }) => (!isRead && count++ < times ? behaviour : undefined);
  };
}

/** A behaviour at the first change, and another at every read after it. */
export function onChangeAndReads(change: Behaviour, read: Behaviour): () => Hook {
  return () => {
    let isSent = false;
    return ({ isRead }) => {
      if (isRead) return isSent ? read : undefined;
      isSent = true;
      return change;
    };
  };
}

/** A behaviour at every read that a test picks. */
export function onReads(behaviour: Behaviour, pick: (call: ReceivedCall) => boolean = () => true): () => Hook {
  return () => (call) => (call.isRead && pick(call) ? behaviour : undefined);
}

/** A 500 of the service. */
export const SYSTEM_ERROR = { status: 500, text: '{"error_code":"APIG.9999","error_msg":"System error"}' } as const;
