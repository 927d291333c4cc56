import type { components } from '../../contract/apig';
import type {
  ObservedStates,
  RecordedCertificate,
  RecordedPlacement,
  RecordedState,
} from '../../telemetry/audit-trail';

/** The maximum number of placements and the maximum length of a text in a recorded state. */
const MAX_PLACEMENTS = 100;
const MAX_TEXT_LENGTH = 256;

/**
 * The state before and after one change, for its audit record: only what the change has read anyway or what the upstream has
 * returned, because a record must not cost a call. The last state that was seen counts.
 */
export class ChangeStates implements ObservedStates {
  before: RecordedState | undefined;
  after: RecordedState | undefined;
  createdId: string | undefined;
}

/**
 * Returns the state of placements. A domain on several pairs of ports of one gateway counts once.
 * @param certificateOf returns the certificate of a row: null if it has none, undefined if that is not known.
 */
export function placementsState(
  rows: readonly { readonly url_domain: string; readonly instance_id: string }[],
  certificateOf: (index: number) => string | null | undefined,
): RecordedState {
  const all = rows.map(({ url_domain: domain, instance_id: instanceId }, index): RecordedPlacement => {
    return { domain: cut(domain), instanceId: cut(instanceId), certificateId: certificateOf(index) };
  });
  const placements = [...new Map(all.map((it) => [JSON.stringify(it), it])).values()];
  const more = placements.length - MAX_PLACEMENTS;
  return { placements: placements.slice(0, MAX_PLACEMENTS), ...(more > 0 ? { more } : {}) };
}

/** Returns the state of a certificate, from the upstream's representation; null for one that does not exist. */
export function certificateState(source: components['schemas']['CertificateDetails'] | null): RecordedState {
  if (source === null) return { certificate: null };
  const { name, type, instance_id, common_name, serial_number, not_before, not_after } = source;
  const fields = { name, type, instanceId: instance_id, commonName: common_name, serialNumber: serial_number };
  const texts = Object.entries({ ...fields, notBefore: not_before, notAfter: not_after });
  const known = texts.flatMap(([key, text]) => (typeof text === 'string' ? [[key, cut(text)]] : []));
  return { certificate: Object.fromEntries(known) as RecordedCertificate };
}

function cut(text: string): string {
  return text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH)}...` : text;
}
