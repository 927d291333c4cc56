import type { Journal, ReceivedCall } from './journal';
import type { Exchange } from './judge';
import { isError, isUnknown, type Result } from './response';
import type { State } from './state';

/** Milliseconds within which a request that nothing disturbs must not fail: slow replies may use up its time. */
export const QUICK_MS = 2_000;

/** Statuses under 500 that no service sends in its own words: the change may still be on its way. */
const UNSURE_STATUSES: ReadonlySet<number> = new Set([408, 421, 425, 499]);

/**
 * What the reply to a change tells of it: `taken`, `not taken` (no connection, 429, or a 4xx with a readable error), or `unsure`.
 * Written from the promise and not from the gateway's code.
 */
export function classifyReply({ reply, operation }: ReceivedCall): 'taken' | 'not taken' | 'unsure' {
  if (reply === 'none') return 'unsure';
  if (reply === 'unreachable') return 'not taken';
  const { status, text } = reply;
  if (status === 429) return 'not taken';
  if (status >= 400 && status < 500) return !UNSURE_STATUSES.has(status) && isReadable(text) ? 'not taken' : 'unsure';
  const isContent = operation === 'createCertificate' || operation === 'updateCertificate';
  if (isContent) return status === 200 && text.includes('"serial_number"') ? 'taken' : 'unsure';
  return status === 204 ? 'taken' : 'unsure';
}

/**
 * Certainty where it can be had, and nowhere else, of a change other than a replacement:
 * - an attempt's reply was unsure: success or `UNKNOWN`, whatever luck made of it. A delete may be told as not found where
 *   there is nothing to delete;
 * - every attempt was certainly not taken: not `UNKNOWN`, and no success unless the state is as wanted anyway;
 * - the upstream took it and said so: success;
 * - the reply was unsure, but the state is as wanted from the first read after it on, was not so before, and no read of the
 *   request was disturbed: success;
 * - nothing was disturbed at all: no `ApigUpstreamError` and no `ApigRateLimitedError`.
 */
export function judgeCertainty(
  { id, from, to, sentAt, respondedAt, undisturbed }: Exchange,
  result: Result,
  journal: Journal,
  claim: (state: State) => boolean,
): string[] {
  const calls = journal.callsOf(id);
  const changes = calls.filter(({ isRead }) => !isRead);
  const complaints: string[] = [];
  if (isError(result) && !isUnknown(result) && changes.some((call) => classifyReply(call) === 'unsure')) {
    const isNothing =
      result.__typename === 'ApigCertificateNotFoundError' && changes.at(-1)?.operation === 'deleteCertificate';
    if (!isNothing) complaints.push('it claims to know that nothing was changed, and nobody can');
  }
  if (!undisturbed || hasOthersMoves(journal, id, from, to)) return complaints;
  const isFailure = ['ApigUpstreamError', 'ApigRateLimitedError'].includes(result.__typename);
  const isQuick = respondedAt - sentAt < QUICK_MS;
  if (isFailure && isQuick && !calls.some(isDisturbed)) complaints.push('it fails without a fault');
  const last = changes.at(-1);
  if (!last) return complaints;
  const told = classifyReply(last);
  if (told === 'taken' && isError(result)) complaints.push('the upstream took it and said so');
  if (isUnknown(result) && changes.every((call) => classifyReply(call) === 'not taken')) {
    complaints.push('unsure, though it was certainly not taken');
  }
  const reads = calls.slice(calls.indexOf(last) + 1).filter(({ isRead }) => isRead);
  const isSeen = reads.length > 0 && !reads.some(isDisturbed);
  if (
    told === 'unsure' &&
    isUnknown(result) &&
    isSeen &&
    !claim(journal.stateAt(from)) &&
    journal.statesIn(reads[0]?.mark ?? to, to).every(claim)
  ) {
    complaints.push('unsure, though it could be read');
  }
  return complaints;
}

/** Returns true if the upstream or a proxy in front of it did anything but send its regular response. */
export function isDisturbed({ behaviour, reply }: ReceivedCall): boolean {
  if (reply === 'none' || reply === 'unreachable') return true;
  const { effect, part, reply: other, edit, wire } = behaviour ?? {};
  return [effect, part, other, edit, wire].some((it) => it !== undefined);
}

/** Returns true if anything but this request changed the state during the exchange. */
export function hasOthersMoves(journal: Journal, id: string, from: number, to: number): boolean {
  return journal.moves.slice(from, to).some(({ requestId }) => requestId !== id);
}

function isReadable(text: string): boolean {
  try {
    const { error_code: code, error } = JSON.parse(text) as { error_code?: unknown; error?: { code?: unknown } };
    return typeof (code ?? error?.code) === 'string';
  } catch {
    return false;
  }
}
