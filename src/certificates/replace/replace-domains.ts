import { setTimeout as sleep } from 'node:timers/promises';
import { ApigFailure } from '../../apig/failure';
import type { Domain } from '../../gateways/domain.type';
import type { RequestContext } from '../../request/context';
import { attachDomains } from '../attach/attach-domains';
import { readAttachedDomains } from '../certificate/attached-domains';
import { isAttached, type WantedDomain } from '../changes/certificate-domain.input';
import { detachDomains } from '../detach/detach-domains';

/** What became of one domain. */
export enum ReplaceOutcome {
  REPLACED = 'REPLACED',
  UNCHANGED = 'UNCHANGED',
  RESTORED = 'RESTORED',
  LOST = 'LOST',
}

/** What became of one domain, and why it did not become `REPLACED`, where something failed. */
export interface Replacement {
  readonly outcome: ReplaceOutcome;
  readonly failure?: ApigFailure;
}

/** One domain on one gateway: what is swapped in one step, on all its ports. */
export interface Step {
  readonly wanted: WantedDomain;
  /** As the new certificate is attached: client verification stays what it is unless the caller says otherwise. */
  readonly next: WantedDomain;
  /** As the old one was attached, to be put back. */
  readonly previous: WantedDomain;
  /** As the old one is taken off. */
  readonly off: WantedDomain;
  readonly holds: 'FROM' | 'TO' | 'NOTHING';
}

/** Milliseconds that must be left before a domain is taken off: enough to put something on again. */
const LEAST_TIME_MS = 3_000;

/** Milliseconds before each further try to put the old certificate back. */
const RESTORE_DELAYS_MS = [0, 500, 2_000];

/** Milliseconds that putting back may take beyond the request's own time. */
const RESTORE_GRACE_MS = 15_000;

/** The steps for one domain, a gateway each. */
export function stepsOf(wanted: WantedDomain, placements: readonly Domain[], from: string, to: string): Step[] {
  const gateways = [...new Set(placements.map(({ source }) => source.instance_id))];
  return gateways.map((id) => {
    const here = placements.filter(({ source }) => source.instance_id === id);
    const isHeld = (certificate: string) => here.some(({ source }) => source.ssl_id === certificate);
    const verified = here.some(({ source }) => source.verified_client_certificate_enabled === true);
    const { verified_client_certificate_enabled: asked, ...rest } = wanted.ref;
    const off: WantedDomain = { key: wanted.key, ref: { ...rest, instance_ids: [id] } };
    const on = (value: boolean): WantedDomain => ({
      key: wanted.key,
      ref: { ...off.ref, verified_client_certificate_enabled: value },
    });
    const holds = isHeld(from) ? 'FROM' : isHeld(to) ? 'TO' : 'NOTHING';
    const isNew = holds === 'NOTHING' && asked === undefined;
    return {
      wanted,
      next: isNew ? off : on(asked ?? verified),
      previous: on(verified),
      off,
      holds,
    };
  });
}

/**
 * Swaps the certificate of each step: takes the old one off, puts the new one on at once, and the old one back where the new
 * one is refused. Stops at the first that fails; those after it are `UNCHANGED`.
 * @returns one for each step, in their order. Throws no ApigFailure: each is told with its step.
 */
export async function replaceDomains(
  context: RequestContext,
  from: string,
  to: string,
  steps: readonly Step[],
): Promise<Replacement[]> {
  const done: Replacement[] = [];
  for (const step of steps) {
    const isStopped = done.some(({ failure }) => failure);
    done.push(
      isStopped || step.holds === 'TO' ? { outcome: ReplaceOutcome.UNCHANGED } : await swap(context, from, to, step),
    );
  }
  return done;
}

async function swap(context: RequestContext, from: string, to: string, step: Step): Promise<Replacement> {
  if (context.remainingMs < LEAST_TIME_MS) {
    return { outcome: ReplaceOutcome.UNCHANGED, failure: ApigFailure.of('GATEWAY.TIMEOUT', 'NOT_SENT') };
  }
  if (step.holds === 'NOTHING') {
    const failure = await failureOf(attachDomains(context, to, [step.next]));
    return failure ? { outcome: ReplaceOutcome.UNCHANGED, failure } : { outcome: ReplaceOutcome.REPLACED };
  }
  const kept = await failureOf(detachDomains(context, from, [step.off]));
  if (kept && kept.details.delivery !== 'UNKNOWN') return { outcome: ReplaceOutcome.UNCHANGED, failure: kept };
  // Where nobody knows if the old one is off, putting it back is right in both cases.
  const failure = kept ?? (await failureOf(attachDomains(context.withGrace(RESTORE_GRACE_MS), to, [step.next])));
  return failure
    ? restore(context.withGrace(RESTORE_GRACE_MS), from, to, step, failure)
    : { outcome: ReplaceOutcome.REPLACED };
}

/** Puts the old certificate back. To attach what is attached changes nothing, so that it may be sent again. */
async function restore(
  context: RequestContext,
  from: string,
  to: string,
  { next, previous }: Step,
  failure: ApigFailure,
): Promise<Replacement> {
  let lost = failure;
  for (const delay of RESTORE_DELAYS_MS) {
    await sleep(delay);
    const refused = await failureOf(attachDomains(context, from, [previous]));
    if (!refused) return { outcome: ReplaceOutcome.RESTORED, failure };
    lost = refused;
    // It may be refused since the new one is on after all.
    const attached = await readAttachedDomains(context, to).catch(() => []);
    if (isAttached(next, attached)) return { outcome: ReplaceOutcome.REPLACED };
  }
  return { outcome: ReplaceOutcome.LOST, failure: lost };
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
