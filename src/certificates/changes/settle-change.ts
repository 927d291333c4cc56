import { ApigFailure } from '../../apig/failure';
import type { RequestContext } from '../../request/context';

/** The upstream's state after a change whose reply did not tell: the wanted one, or not (yet), with what was seen. */
export type Verdict = 'APPLIED' | { readonly seen: string };

/** A change that is sent once. */
export interface SettledChange {
  /** Sends the change. @throws ApigFailure */
  readonly send: (context: RequestContext) => Promise<unknown>;
  /**
   * Reads the whole of the state that the change is about, past every cache.
   * @throws ApigFailure where it cannot be read whole.
   */
  readonly readBack: (context: RequestContext) => Promise<Verdict>;
  /** What the caller may do where nobody knows, as a sentence. */
  readonly advice: string;
}

/**
 * Milliseconds before each read-back. The upstream may still be at work on what it did not answer, and its own 500 does not
 * say that it has ended.
 */
const READ_BACK_AFTER_MS = [0, 300, 1_000];

/** Milliseconds that a read-back must be able to take before the request ends. */
const LEAST_TIME_MS = 100;

/**
 * Sends a change once. Where the reply leaves open whether it was made (lost, unreadable, a 5xx and the like), the state is
 * read back: one that is as wanted is a success, whoever made it. Any other proves nothing, since the change may be on its way.
 * @returns whether the reply said so (`true`), or the state did (`false`).
 * @throws ApigFailure whose `delivery` is certain: `UNKNOWN` unless the change was never sent, or was refused.
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
    const message = `${reason} Whether the change was made is not known. ${seen} ${change.advice}`;
    throw error.with({ message });
  }
}

/**
 * Runs what must be read before a change can be sent.
 * @throws ApigFailure that is certain: nothing was sent, whatever became of the read.
 */
export async function beforeSending<Value>(read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    const isUnsure = error instanceof ApigFailure && error.details.delivery === 'UNKNOWN';
    throw isUnsure ? error.with({ delivery: 'NOT_SENT' }) : error;
  }
}

/** @returns `APPLIED`, or a sentence on what was seen last. */
async function readBack(context: RequestContext, change: SettledChange): Promise<string> {
  let seen = 'The state could not be read.';
  // Whether or not the client waits: the audit trail tells what became of it.
  const reader = context.withoutDisconnect();
  for (const delay of READ_BACK_AFTER_MS) {
    if (context.remainingMs - delay < LEAST_TIME_MS) break;
    if (delay > 0) await context.clock.sleep(delay);
    try {
      const verdict = await change.readBack(reader);
      if (verdict === 'APPLIED') return verdict;
      seen = `At ${new Date(context.clock.now()).toISOString()}, ${verdict.seen}.`;
    } catch (error) {
      if (!(error instanceof ApigFailure)) throw error;
    }
  }
  return seen;
}
