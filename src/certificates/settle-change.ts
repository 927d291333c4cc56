import { ApigFailure } from '../apig/failure';
import { classify } from '../errors/code-table';

/** What the upstream's state says of a change whose reply did not tell. */
export type Verdict = 'APPLIED' | 'NOT_APPLIED' | 'UNKNOWN';

/**
 * Sends a change once. Where the reply leaves open if it was made (lost, unreadable or a 5xx), the state is read back.
 * @param look reads the state past every cache, and says what it tells.
 * @returns whether the reply said so (`true`), or the state did (`false`).
 * @throws ApigFailure whose `delivery` tells the truth: `UNKNOWN` only where reading back could not tell.
 */
export async function settleChange(send: () => Promise<unknown>, look: () => Promise<Verdict>): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (error) {
    if (!(error instanceof ApigFailure) || !mayBeApplied(error)) throw error;
    const verdict = await look().catch((): Verdict => 'UNKNOWN');
    if (verdict === 'APPLIED') return false;
    throw verdict === 'NOT_APPLIED' ? error.with({ delivery: 'REFUSED' }) : error;
  }
}

/** Whether the reply leaves open if the change was made: lost, unreadable or a 5xx, unless its code is a plain refusal. */
function mayBeApplied(failure: ApigFailure): boolean {
  return failure.details.delivery === 'UNKNOWN' && classify(failure).kind !== 'rate_limited';
}
