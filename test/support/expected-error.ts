import possibleTypes from '../../schema/generated/possible-types.json';
import { FAILURE_KINDS, type KindRow } from '../../src/errors/failure-kinds';

const KINDS: Readonly<Record<string, KindRow>> = FAILURE_KINDS;
const MEMBERS: Readonly<Record<string, readonly string[]>> = possibleTypes.possibleTypes;

/** Returns the type name of a kind's error result in a union of the schema: its own, or the nearest that the union has. */
export function expectedError(union: string, kind: string): string {
  const members = MEMBERS[union] ?? [];
  const wanted = KINDS[kind]?.result.name ?? `no row for ${kind}`;
  if (members.includes(wanted)) return wanted;
  const isNotFound = kind.startsWith('not_found') && members.includes('ApigCertificateNotFoundError');
  return isNotFound ? 'ApigCertificateNotFoundError' : 'ApigUpstreamError';
}
