import { classifyReply, hasOthersMoves, isDisturbed } from './certainty';
import { placementsOf } from './claims';
import type { Journal } from './journal';
import type { Exchange } from './judge';
import { holds } from './judge-change';
import type { DomainRef, RequestOf } from './requests';
import type { Result } from './response';
import { isSamePlacement, type Placement, type State } from './state';

/** The least milliseconds of attempts to restore a certificate before it is reported as `LOST`. */
const LEAST_GRACE_MS = 10_000;

type Replacement = Exchange & { readonly request: RequestOf<'replace'> };

/** Returns the faults of a replacement's results, by rule 3 of `judge`. */
export function judgeReplacement(
  exchange: Replacement,
  result: Result,
  journal: Journal,
  isSuccess: boolean,
): string[] {
  const { domains } = exchange.request;
  const told = result['domains'] as { domain: string; outcome: string; error: object | null }[];
  const complaints = domains.flatMap((ref, index) => {
    const item = told[index];
    if (item?.domain !== ref.domain) return ['it does not tell of each requested domain'];
    const own = judgeDomain(exchange, ref, item.outcome, journal).map((why) => `${ref.domain} ${item.outcome}: ${why}`);
    const isGood = item.outcome === 'REPLACED' || (item.outcome === 'UNCHANGED' && item.error === null);
    if (isSuccess && !isGood) own.push(`a success with ${item.outcome}`);
    return own;
  });
  if (isSuccess && !domains.every((ref) => holds((state) => isReplaced(state, ref, exchange), exchange, journal))) {
    complaints.push('a success that is not true');
  }
  if (!isSuccess && !told.some(({ error }) => error)) complaints.push('incomplete, and no domain says why');
  return complaints;
}

function judgeDomain(exchange: Replacement, ref: DomainRef, outcome: string, journal: Journal): string[] {
  const { id, from, to, request } = exchange;
  const own = journal.movesOf(id).filter(({ before, after }) => isMoved(before, after, ref));
  const late = own.some((move) => journal.moves.indexOf(move) >= to);
  const start = journal.stateAt(from);
  const isAlone = !hasOthersMoves(journal, id, from, to);
  switch (outcome) {
    case 'REPLACED': {
      const claim = (state: State) => isReplaced(state, ref, exchange);
      const complaints = late ? ['it was moved later'] : [];
      if (!holds(claim, exchange, journal)) return [...complaints, 'the new certificate does not serve it'];
      return isAlone && !isVerifiedAs(journal.stateAt(to), start, ref, request)
        ? [...complaints, 'client verification is not as it was or was asked']
        : complaints;
    }
    case 'UNCHANGED':
      return own.length > 0 ? ['it was moved'] : [];
    case 'RESTORED': {
      const claim = (state: State) =>
        placementsOf(start, ref).every((was) => {
          const is = state.placements.find((it) => it.id === was.id);
          return was.certificateId !== request.from || isSamePlacement(was, is) || is?.certificateId === request.to;
        });
      const complaints = late ? ['it was moved later'] : [];
      return holds(claim, exchange, journal) ? complaints : [...complaints, 'it does not have what it had'];
    }
    case 'LOST':
      return isGivenUpEarly(exchange, journal) ? ['it was given up before its grace was over'] : [];
    case 'UNKNOWN':
      return !journal.callsOf(id).some(isDisturbed) && exchange.undisturbed && isAlone
        ? ['unsure without a fault']
        : [];
    default:
      return ['no such outcome'];
  }
}

function isReplaced(state: State, ref: DomainRef, { request }: Replacement): boolean {
  const found = placementsOf(state, ref);
  return found.length > 0 && found.every(({ certificateId }) => certificateId === request.to);
}

/** As asked, else as it was, else as the new certificate says. A placement that had the new one already has what it had. */
function isVerifiedAs(now: State, start: State, ref: DomainRef, { to }: { readonly to: string }): boolean {
  return placementsOf(start, ref).every((was) => {
    const is = now.placements.find((it) => it.id === was.id);
    const otherwise = was.certificateId === undefined ? (start.certificates.get(to)?.hasRootCa ?? false) : was.verified;
    const wanted = was.certificateId === to ? was.verified : (ref.verifiedClientCertificateEnabled ?? otherwise);
    return is?.verified === wanted;
  });
}

/** Returns true if the last attempt to restore failed other than by a refusal, with time left for another. */
function isGivenUpEarly({ id, request, respondedAt }: Replacement, journal: Journal): boolean {
  const changes = journal.callsOf(id).filter(({ isRead }) => !isRead);
  const off = changes.findLast(({ operation }) => operation === 'detachDomains');
  const back = changes.findLast(
    (call) => call.params['certificate_id'] === request.from && call.operation === 'attachDomains',
  );
  if (back && typeof back.reply === 'object' && back.reply.status !== 429 && classifyReply(back) === 'not taken')
    return false;
  return off !== undefined && respondedAt - off.at < LEAST_GRACE_MS;
}

function isMoved(before: State, after: State, ref: DomainRef): boolean {
  const was: Placement[] = placementsOf(before, ref);
  return was.some(
    (it) =>
      !isSamePlacement(
        it,
        after.placements.find(({ id }) => id === it.id),
      ),
  );
}
