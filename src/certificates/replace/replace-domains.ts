import { ApigFailure } from '../../apig/failure';
import type { RequestContext } from '../../request/context';
import { attachDomains } from '../attach/attach-domains';
import { readAttachedByName } from '../certificate/attached-domains';
import { isVerifiedAs } from '../changes/default-verification';
import { AttachedRows, isAttachedAsNamed } from '../changes/placements';
import { detachDomains } from '../detach/detach-domains';
import type { Step } from './replace-steps';

/** The outcome of a replacement for one domain. */
export enum ReplaceOutcome {
  REPLACED = 'REPLACED',
  UNCHANGED = 'UNCHANGED',
  RESTORED = 'RESTORED',
  UNKNOWN = 'UNKNOWN',
  LOST = 'LOST',
}

/** The outcome of one step, and the failure if there was one. */
export interface Replacement {
  readonly outcome: ReplaceOutcome;
  readonly failure?: ApigFailure;
}

/** The minimum time left to start a step, in milliseconds: enough to attach a certificate after the detach. */
const LEAST_TIME_MS = 3_000;

/** The time past the request's deadline for attaching the new certificate, and again for restoring the old one, in milliseconds. */
const GRACE_MS = 15_000;

/** The maximum time that a change continues past its request's deadline, in milliseconds. */
export const MAX_GRACE_MS = 2 * GRACE_MS;

/** The minimum time left for an attempt to restore, in milliseconds. `Upstream` sends no change with less. */
const LEAST_RESTORE_MS = 1_100;

/** The delays before each attempt to restore the old certificate, in milliseconds. The last one repeats. */
const RESTORE_DELAYS_MS = [0, 500, 1_000, 2_000];

/**
 * Replaces the certificate of each step: detaches the old one, attaches the new one immediately, and restores the old one if that
 * fails. Stops at the first failed step unless `continueOnError` is set; the steps after it are `UNCHANGED`.
 * @returns the outcome of each step, in order. An ApigFailure is part of its step's outcome and is not thrown.
 */
export async function replaceDomains(
  context: RequestContext,
  from: string,
  to: string,
  steps: readonly Step[],
  continueOnError: boolean,
): Promise<Replacement[]> {
  const done: Replacement[] = [];
  // A disconnect must not stop the change between a detach and the attach after it.
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
  // Nothing is detached unless there is time to attach something again.
  const refusal = context.remainingMs < LEAST_TIME_MS ? ApigFailure.of('GATEWAY.TIMEOUT', 'NOT_SENT') : context.refusal;
  if (refusal) return { outcome: ReplaceOutcome.UNCHANGED, failure: refusal };
  const notDetached = await failureOf(detachDomains(context, from, [step.off]));
  if (notDetached && !isUnknown(notDetached)) return { outcome: ReplaceOutcome.UNCHANGED, failure: notDetached };
  const failure = notDetached ?? (await failureOf(attachDomains(context.withGrace(GRACE_MS), to, [step.next])));
  // If it is unknown whether the old certificate was detached, restoring it is safe in both cases.
  return failure ? restore(context.withGrace(GRACE_MS), from, to, step, failure) : { outcome: ReplaceOutcome.REPLACED };
}

/**
 * Attaches the old certificate again, and retries until it is attached or the grace period is over. Retries are safe, because
 * attaching a certificate again changes nothing.
 */
async function restore(
  context: RequestContext,
  from: string,
  to: string,
  { next, previous }: Step,
  failure: ApigFailure,
): Promise<Replacement> {
  // A change that got no reply may still take effect and undo the restored state.
  const outcome = isUnknown(failure) ? ReplaceOutcome.UNKNOWN : ReplaceOutcome.RESTORED;
  let lost = failure;
  for (let attempt = 0; ; attempt++) {
    const delay = RESTORE_DELAYS_MS[attempt] ?? RESTORE_DELAYS_MS.at(-1) ?? 0;
    if (context.remainingMs < delay + LEAST_RESTORE_MS) return { outcome: ReplaceOutcome.LOST, failure: lost };
    await context.clock.sleep(delay);
    const refused = await failureOf(attachDomains(context, from, [previous]));
    if (!refused) return { outcome, failure };
    lost = refused;
    // The upstream rejects it if the new certificate is attached after all.
    const found = await findNew(context, to, next);
    if (found === 'AS_WANTED') return { outcome: ReplaceOutcome.REPLACED };
    if (found === 'VERIFIED_OTHERWISE') return { outcome: ReplaceOutcome.UNKNOWN, failure };
  }
}

/**
 * Returns whether the new certificate is attached, and whether client verification is as wanted. If it is not, another caller
 * attached it: an attach of ours that may still take effect would change it.
 */
async function findNew(
  context: RequestContext,
  certificateId: string,
  wanted: Step['next'],
): Promise<'AS_WANTED' | 'VERIFIED_OTHERWISE' | undefined> {
  try {
    const { rows } = await readAttachedByName(context, certificateId, [wanted.key]);
    const attached = new AttachedRows(rows);
    if (!isAttachedAsNamed(wanted, attached)) return undefined;
    const verified = wanted.ref.verified_client_certificate_enabled;
    return attached.meantBy(wanted).every((row) => isVerifiedAs(row, verified)) ? 'AS_WANTED' : 'VERIFIED_OTHERWISE';
  } catch (error) {
    if (error instanceof ApigFailure) return undefined;
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
