import { ApigFailure } from '../../apig/failure';
import { redact, secretsOf } from '../../apig/redact';
import type { MAX_READ_BACKS } from '../../contract/limits';
import type { RequestContext } from '../../request/context';

/** The result of a read-back: the wanted state was seen, or another one, described as part of a sentence. */
export type Verdict = 'APPLIED' | { readonly seen: string };

/** A change that is sent once. */
export interface SettledChange {
  /** Sends the change. @throws ApigFailure */
  readonly send: (context: RequestContext) => Promise<unknown>;
  /**
   * Reads the complete state that the change affects, bypassing all caches.
   * @throws ApigFailure if it cannot be read completely.
   */
  readonly readBack: (context: RequestContext) => Promise<Verdict>;
  /** A sentence that tells the caller what to do if the outcome is unknown. */
  readonly advice: string;
}

/**
 * The delays before each read-back, in milliseconds. The upstream may still be processing a change that got no reply, or even one
 * that got a 500. Their number is declared as a cost of each change.
 */
const READ_BACK_AFTER_MS = [0, 300, 1_000] as const satisfies { readonly length: typeof MAX_READ_BACKS };

/** The minimum time left before the deadline to start a read-back, in milliseconds. */
const LEAST_TIME_MS = 100;

/**
 * Sends a change once. If the reply does not show the outcome (it was lost, unreadable, a 5xx or similar), the state is read back.
 * The wanted state is a success, whoever caused it. Any other state proves nothing, because the change may still take effect.
 * @returns true if the reply confirmed the change, false if a read-back did.
 * @throws ApigFailure with a reliable `delivery`: `NOT_SENT` or `REFUSED` only if that is certain, otherwise `UNKNOWN`.
 */
export async function settleChange(context: RequestContext, change: SettledChange): Promise<boolean> {
  try {
    await change.send(context);
    return true;
  } catch (error) {
    if (!(error instanceof ApigFailure) || error.details.delivery !== 'UNKNOWN') throw error;
    const seen = await readBack(context, change);
    if (seen === 'APPLIED') return false;
    const reason = error.message.replace(/[^.!?]$/, '$&.');
    const message = `${reason} The outcome of the change is unknown. ${seen} ${change.advice}`;
    throw error.with({ message });
  }
}

/**
 * Runs a read that is needed before a change is sent.
 * @throws ApigFailure of the read, with `NOT_SENT` instead of `UNKNOWN`, because the change was not sent.
 */
export async function beforeSending<Value>(read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    const isUnsure = error instanceof ApigFailure && error.details.delivery === 'UNKNOWN';
    throw isUnsure ? error.with({ delivery: 'NOT_SENT' }) : error;
  }
}

/** Reads back until the wanted state is seen or the time is over. @returns `APPLIED`, or a sentence about the last state seen. */
async function readBack(context: RequestContext, change: SettledChange): Promise<string> {
  let seen = 'The state could not be read.';
  // A disconnect does not stop the read-back, so that the audit trail records the outcome.
  const reader = context.withoutDisconnect();
  for (const delay of READ_BACK_AFTER_MS) {
    if (context.remainingMs - delay < LEAST_TIME_MS) break;
    if (delay > 0) await context.clock.sleep(delay);
    try {
      const verdict = await change.readBack(reader);
      if (verdict === 'APPLIED') return verdict;
      // It contains texts of the upstream, which may echo the token.
      const state = redact(verdict.seen, secretsOf(context.caller.token, undefined));
      seen = `At ${new Date(context.clock.now()).toISOString()}, ${state}.`;
    } catch (error) {
      if (!(error instanceof ApigFailure)) throw error;
    }
  }
  return seen;
}
