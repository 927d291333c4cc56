import { setImmediate as otherWork } from 'node:timers/promises';
import DataLoader from 'dataloader';
import { ApigFailure } from '../../apig/failure';
import { MAX_PAGE_SIZE } from '../../contract/limits';
import { classify } from '../../errors/classify';
import { readEstate } from '../../gateways/estate.loader';
import { mapBounded } from '../../lib/map-bounded';
import type { RequestContext } from '../../request/context';
import { certificateLoader } from '../certificate/certificate.loader';
import type { Certificate } from '../certificate/certificate.type';
import { CertificateState, isExpired, isExpiring, isNotYetValid } from '../certificate/certificate-state';
import { coversKey } from '../certificate/covers';

/** The conditions that the upstream cannot filter by. Absent conditions are ignored. */
export interface Conditions {
  readonly expiresBefore?: Date;
  readonly expiresAfter?: Date;
  /** The states of which a certificate must have one. */
  readonly states?: readonly CertificateState[];
  readonly attached?: boolean;
  /** The key of a domain name or IP address, from `nameKey`. */
  readonly covers?: string;
}

/** The number of candidates that are checked at once. Each may need one call. */
const CHUNK = 32;

/** Yields the items whose certificates meet the conditions, in their order. @throws ApigFailure */
export async function* meeting<Item extends { readonly node: Certificate }>(
  context: RequestContext,
  conditions: Conditions,
  items: readonly Item[],
): AsyncGenerator<Item> {
  for (let start = 0; start < items.length; start += MAX_PAGE_SIZE) {
    // An order checks up to 10,000 certificates, each of which may have hundreds of names.
    if (start > 0) await otherWork();
    yield* meetingInPage(context, conditions, items.slice(start, start + MAX_PAGE_SIZE));
  }
}

async function* meetingInPage<Item extends { readonly node: Certificate }>(
  context: RequestContext,
  conditions: Conditions,
  items: readonly Item[],
): AsyncGenerator<Item> {
  const candidates = items.filter(({ node }) => mayMeet(node, conditions, context.now));
  for (let start = 0; start < candidates.length; start += CHUNK) {
    const chunk = candidates.slice(start, start + CHUNK);
    const holds = await mapBounded(chunk, ({ node }) => meets(context, node, conditions));
    yield* chunk.filter((_, index) => holds[index]);
  }
}

/** Returns true if a filter by these states needs the start dates of certificates, which lists do not contain. */
export function needStartDates(states: ReadonlySet<unknown>): boolean {
  return BEFORE_EXPIRY.some(([started, notStarted]) => states.has(started) !== states.has(notStarted));
}

/** The two possible states of a certificate that has not expired, of which its start date decides: one row for each side of the last 30 days. */
const BEFORE_EXPIRY = [
  [CertificateState.EXPIRING, CertificateState.NOT_YET_VALID],
  [CertificateState.VALID, CertificateState.NOT_YET_VALID],
] as const;

/** Returns false if the row of a list page rules a certificate out. It has all facts except the start date and the domains. */
function mayMeet(certificate: Certificate, conditions: Conditions, now: Date): boolean {
  const { expiresBefore, expiresAfter, states, covers } = conditions;
  const { validUntil: end } = certificate;
  if (covers !== undefined && !coversKey(certificate, covers)) return false;
  if (expiresBefore && (end === null || end.getTime() >= expiresBefore.getTime())) return false;
  if (expiresAfter && (end === null || end.getTime() <= expiresAfter.getTime())) return false;
  return !states || possibleStates(certificate, now).some((state) => states.includes(state));
}

/** Returns the states that the end date allows: none if it is unknown. */
function possibleStates({ validUntil: end }: Certificate, now: Date): readonly CertificateState[] {
  if (end === null) return [];
  if (isExpired(end, now)) return [CertificateState.EXPIRED];
  return BEFORE_EXPIRY[isExpiring(end, now) ? 0 : 1];
}

/** Checks the conditions that the row of a list page left open. */
async function meets(context: RequestContext, certificate: Certificate, conditions: Conditions): Promise<boolean> {
  const { attached, states } = conditions;
  if (attached !== undefined) {
    const { attachedIds } = await context.once(readEstate);
    if (attachedIds.has(certificate.id) !== attached) return false;
  }
  if (!states) return true;
  const possible = possibleStates(certificate, context.now);
  if (possible.every((state) => states.includes(state))) return true;
  const details = await context.loader(searchedCertificateLoader).load(certificate.id);
  if (!details) return false;
  const [started, notStarted] = possible;
  const state = isNotYetValid(details.validFrom, context.now) ? notStarted : started;
  return state !== undefined && states.includes(state);
}

/** Loads the certificates whose start date a search needs, once per request and within a call budget; null if one was deleted meanwhile. */
function searchedCertificateLoader(context: RequestContext): DataLoader<string, Certificate | null> {
  return new DataLoader((ids) =>
    mapBounded(ids, async (id) => {
      try {
        context.budgets.spend('certificateStates');
        return await context.loader(certificateLoader).load(id);
      } catch (error) {
        const isGone = error instanceof ApigFailure && classify(error).kind === 'not_found:certificate';
        return isGone ? null : (error as Error);
      }
    }),
  );
}
