import type { Journal } from './journal';
import { judgeChange } from './judge-change';
import { judgeRead } from './judge-read';
import { judgeSending } from './judge-sending';
import { DOCUMENTS, type OracleRequest, QUERIES } from './requests';
import type { Response } from './response';

/** A request and its response. */
export interface Exchange {
  /** `X-Request-Id`, by which the journal knows its calls and moves. */
  readonly id: string;
  readonly request: OracleRequest;
  /** The caller's token; not compared where undefined. */
  readonly token?: string;
  /** The journal's mark when it was sent, and when its response came. */
  readonly from: number;
  readonly to: number;
  /** Milliseconds of the plane's clock. */
  readonly sentAt: number;
  readonly respondedAt: number;
  /** Undefined where the caller got none, since the process was killed: nothing was claimed then. */
  readonly response: Response | undefined;
  /**
   * Nothing but what the journal shows could disturb the request: an upstream that keeps to its contract in all other ways, no
   * stop, no full queue. Then the oracle also asks for certainty: `judgeCertainty`.
   */
  readonly undisturbed?: boolean;
  /** The milliseconds that a response may take; unlimited if undefined. */
  readonly withinMs?: number;
}

/**
 * Holds a response against what the upstream really had and got, whatever the request and the fault: the one rule set of all
 * tests of faults. To be called once everything that may still take effect has.
 *
 * 1. A **success** is true when the response is sent. Other tools and callers may change the same things meanwhile, so this is
 *    precisely: the claim is true in the state at the moment of the response, or it was true at an earlier moment of the exchange
 *    and a move that was not this request's ended it. What is said of several placements is several claims.
 * 2. **`NOT_APPLIED` and every error result but `UNKNOWN`** mean that no call of this request moved the state: not before the
 *    response, and not after it. Moves are known by `X-Request-Id`, so that other tools' changes do not count.
 * 3. **A replacement** tells it domain by domain: `REPLACED` is a claim as in 1. `UNCHANGED`: no call of this request moved its
 *    placements, ever, and none was sent that still may. `RESTORED`: every placement that had the old certificate has it as
 *    before, or the new one, and no call of this request takes it off later, or still may. A placement that lost its certificate to
 *    this request is told as `LOST`, after its whole grace, or `UNKNOWN`.
 * 4. **A query or preview** shows the state of some moment of the exchange. Where other moves happen during it, that holds item
 *    by item: what is listed was there at some moment, what was there all the time is listed.
 * 5. **A masked error**, a response without its root field, or one that comes too late is always wrong.
 * 6. **No change is received twice** unless what came before was certainly not taken: no connection, 429, or a refusal in the
 *    upstream's own words. To attach the old certificate again after a failed replacement is the one exception.
 *    Nor is one sent with less time left than its reply needs.
 * 7. **No needless doubt**: see `judgeCertainty`.
 * 8. **What a change's result shows of the state after it**, its placements and certificates, is that of some moment since the last
 *    move of this request. It is null only if an error says so and a read was disturbed. What it says of the state before, such as
 *    `ALREADY_ATTACHED`, is that of some moment of the exchange before the first move of this request.
 *
 * @returns what is wrong with it, in words; empty where all is well.
 */
export function judge(exchange: Exchange, journal: Journal): string[] {
  const { request, response, sentAt, respondedAt, withinMs } = exchange;
  const complaints = judgeSending(exchange, journal);
  if (!response) return complaints;
  const masked = (response.errors ?? []).filter(({ message }) => /internal server error/i.test(message));
  if (masked.length > 0) complaints.push('an error was masked');
  if (withinMs !== undefined && respondedAt - sentAt > withinMs) {
    complaints.push(`late: ${respondedAt - sentAt} ms of ${withinMs}`);
  }
  const result = response.data?.[DOCUMENTS[request.kind].field];
  if (!result) return [...complaints, 'there is no result'];
  const judged = QUERIES.has(request.kind)
    ? judgeRead(exchange, result, journal)
    : judgeChange(exchange, result, journal);
  return [...complaints, ...judged];
}
