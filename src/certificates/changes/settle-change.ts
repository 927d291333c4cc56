import { setTimeout as sleep } from 'node:timers/promises';
import { ApigFailure } from '../../apig/failure';
import { UNAVAILABLE_STATUSES } from '../../contract/unavailable-statuses';

/** What the upstream's state says of a change whose reply did not tell. */
export type Verdict = 'APPLIED' | 'NOT_APPLIED' | 'UNKNOWN';

/**
 * Milliseconds before each look, where no reply came: what the upstream had taken may be on its way still. A state that is
 * as it was at the last look counts as not changed.
 */
const LOOKS_AFTER_MS = [0, 300, 1_000];

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
    const verdict = await settled(error, look);
    if (verdict === 'APPLIED') return false;
    throw verdict === 'NOT_APPLIED' ? error.with({ delivery: 'REFUSED' }) : error;
  }
}

async function settled(failure: ApigFailure, look: () => Promise<Verdict>): Promise<Verdict> {
  // A reply of the service itself ends the matter; silence, and a front door that heard nothing, do not.
  const isOver = failure.details.status !== undefined && !UNAVAILABLE_STATUSES.has(failure.details.status);
  let verdict: Verdict = 'UNKNOWN';
  for (const delay of isOver ? [0] : LOOKS_AFTER_MS) {
    await sleep(delay);
    verdict = await look().catch((): Verdict => 'UNKNOWN');
    if (verdict === 'APPLIED') break;
  }
  return verdict;
}

/** Whether the reply leaves open if the change was made: lost, unreadable or a 5xx. */
function mayBeApplied(failure: ApigFailure): boolean {
  return failure.details.delivery === 'UNKNOWN';
}
