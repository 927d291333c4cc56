import { ApigFailure } from '../../apig/failure';
import type { RequestContext } from '../../request/context';
import { attachDomains } from '../attach/attach-domains';
import { readAttachedByName } from '../certificate/attached-domains';
import { isAttachedAsNamed } from '../changes/placements';
import { detachDomains } from '../detach/detach-domains';
import type { Step } from './replace-steps';

/** The state of one domain after a replacement. */
export enum ReplaceOutcome {
  REPLACED = 'REPLACED',
  UNCHANGED = 'UNCHANGED',
  RESTORED = 'RESTORED',
  UNKNOWN = 'UNKNOWN',
  LOST = 'LOST',
}

/** The outcome of one step, and why it is not `REPLACED`, where something failed. */
export interface Replacement {
  readonly outcome: ReplaceOutcome;
  readonly failure?: ApigFailure;
}

/** Milliseconds that must be left before a domain is taken off: enough to attach something again. */
const LEAST_TIME_MS = 3_000;

/** Milliseconds that attaching the new certificate may take beyond the request's own time, and restoring the old one after it. */
const GRACE_MS = 15_000;

/** The most milliseconds that a change goes on beyond its request's own time. */
export const MAX_GRACE_MS = 2 * GRACE_MS;

/** Milliseconds that must be left for an attempt to restore: less is not sent (`Upstream`). */
const LEAST_RESTORE_MS = 1_100;

/** Milliseconds before each further attempt to restore the old certificate; the last one repeats. */
const RESTORE_DELAYS_MS = [0, 500, 1_000, 2_000];

/**
 * Swaps the certificate of each step: detaches the old one, attaches the new one at once, and restores the old one where that
 * fails. Stops at the first step that fails, unless told to go on; those after it are `UNCHANGED`.
 * @returns one for each step, in their order. Throws no ApigFailure: each is told with its step.
 */
export async function replaceDomains(
  context: RequestContext,
  from: string,
  to: string,
  steps: readonly Step[],
  continueOnError: boolean,
): Promise<Replacement[]> {
  const done: Replacement[] = [];
  // A client that disconnects between two steps leaves nothing half done.
  const lasting = context.withoutDisconnect();
  for (const step of steps) {
    const isStopped = !continueOnError && done.some(({ failure }) => failure);
    done.push(
      isStopped || step.holds === 'TO' ? { outcome: ReplaceOutcome.UNCHANGED } : await swap(lasting, from, to, step),
    );
  }
  return done;
}

async function swap(context: RequestContext, from: string, to: string, step: Step): Promise<Replacement> {
  if (step.holds === 'NOTHING') {
    const failure = await failureOf(attachDomains(context, to, [step.next]));
    if (!failure) return { outcome: ReplaceOutcome.REPLACED };
    return { outcome: isUnknown(failure) ? ReplaceOutcome.UNKNOWN : ReplaceOutcome.UNCHANGED, failure };
  }
  // Nothing is taken off that could not be put on again.
  const refusal = context.remainingMs < LEAST_TIME_MS ? ApigFailure.of('GATEWAY.TIMEOUT', 'NOT_SENT') : context.refusal;
  if (refusal) return { outcome: ReplaceOutcome.UNCHANGED, failure: refusal };
  const notDetached = await failureOf(detachDomains(context, from, [step.off]));
  if (notDetached && !isUnknown(notDetached)) return { outcome: ReplaceOutcome.UNCHANGED, failure: notDetached };
  const failure = notDetached ?? (await failureOf(attachDomains(context.withGrace(GRACE_MS), to, [step.next])));
  // Where nobody knows whether the old one is off, restoring it is right in both cases.
  return failure ? restore(context.withGrace(GRACE_MS), from, to, step, failure) : { outcome: ReplaceOutcome.REPLACED };
}

/**
 * Attaches the old certificate again, until it is attached or the grace period is over. To attach what is attached changes
 * nothing, so it may be sent again.
 */
async function restore(
  context: RequestContext,
  from: string,
  to: string,
  { next, previous }: Step,
  failure: ApigFailure,
): Promise<Replacement> {
  // What was sent without a reply may take effect after all, and undo what is seen now.
  const outcome = isUnknown(failure) ? ReplaceOutcome.UNKNOWN : ReplaceOutcome.RESTORED;
  let lost = failure;
  for (let attempt = 0; ; attempt++) {
    const delay = RESTORE_DELAYS_MS[attempt] ?? RESTORE_DELAYS_MS.at(-1) ?? 0;
    if (context.remainingMs < delay + LEAST_RESTORE_MS) return { outcome: ReplaceOutcome.LOST, failure: lost };
    await context.clock.sleep(delay);
    const refused = await failureOf(attachDomains(context, from, [previous]));
    if (!refused) return { outcome, failure };
    lost = refused;
    // It may be refused since the new one is attached after all.
    if (await isThere(context, to, next)) return { outcome: ReplaceOutcome.REPLACED };
  }
}

async function isThere(context: RequestContext, certificateId: string, wanted: Step['next']): Promise<boolean> {
  try {
    const { rows } = await readAttachedByName(context, certificateId, [wanted.key]);
    return isAttachedAsNamed(wanted, rows);
  } catch (error) {
    if (error instanceof ApigFailure) return false;
    throw error;
  }
}

function isUnknown(failure: ApigFailure): boolean {
  return failure.details.delivery === 'UNKNOWN';
}

async function failureOf(change: Promise<unknown>): Promise<ApigFailure | undefined> {
  try {
    await change;
    return undefined;
  } catch (error) {
    if (error instanceof ApigFailure) return error;
    throw error;
  }
}
