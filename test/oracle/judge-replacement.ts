import { classifyReply, hasOthersMoves, isDisturbed } from './certainty';
import { placementsOf } from './claims';
import type { Journal, ReceivedCall } from './journal';
import type { Exchange } from './judge';
import { holds } from './judge-change';
import type { DomainRef, RequestOf } from './requests';
import type { Result } from './response';
import { isSamePlacement, keyOf, type Placement, type State } from './state';

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
  if (isSuccess && !domains.every((ref) => isReplaced(exchange, ref, journal))) {
    complaints.push('a success that is not true');
  }
  if (!isSuccess && !told.some(({ error }) => error)) complaints.push('incomplete, and no domain says why');
  return complaints;
}

function judgeDomain(exchange: Replacement, ref: DomainRef, outcome: string, journal: Journal): string[] {
  const { id, from, to, request } = exchange;
  const own = journal.movesOf(id).filter(({ before, after }) => isMoved(before, after, ref));
  const later = own.filter((move) => journal.moves.indexOf(move) >= to);
  const start = journal.stateAt(from);
  const isAlone = !hasOthersMoves(journal, id, from, to);
  switch (outcome) {
    case 'REPLACED': {
      // Where another one takes the old certificate off meanwhile, this request saw that, and its own detach may still come.
      const moves = journal.moves.slice(from, to).filter(({ requestId }) => requestId !== id);
      const isTakenOff = moves.some(({ before, after }) => isOff(before, after, ref, request.from));
      const isLate = later.every(({ before, after }) => isOff(before, after, ref, request.from));
      const complaints = later.length === 0 || (isTakenOff && isLate) ? [] : ['it was moved later'];
      if (!isReplaced(exchange, ref, journal)) return [...complaints, 'the new certificate does not serve it'];
      return isAlone && !isVerifiedAs(journal.stateAt(to), start, ref, request)
        ? [...complaints, 'client verification is not as it was or was asked']
        : complaints;
    }
    case 'UNCHANGED':
      if (own.length > 0) return ['it was moved'];
      return unsureCalls(exchange, ref, journal).length > 0 ? ['a change may still take effect'] : [];
    case 'RESTORED': {
      const isBack = (was: Placement) => (state: State) => {
        const is = state.placements.find((it) => it.id === was.id);
        return was.certificateId !== request.from || isSamePlacement(was, is) || is?.certificateId === request.to;
      };
      // An attempt to restore it may come late, and does the same once more.
      const isTakenLater = later.some(({ before, after }) => !isPutOn(before, after, ref, request.from));
      const complaints = isTakenLater ? ['it was moved later'] : [];
      // Where another one takes it off meanwhile, that is what this request saw.
      const isTakenOff = journal.moves.slice(from, to).some((it) => isOff(it.before, it.after, ref, request.from));
      const isAwaited = unsureCalls(exchange, ref, journal).some(({ operation }) => operation === 'detachDomains');
      if (isAwaited && !isTakenOff) complaints.push('the detach may still take effect');
      const isWhole = placementsOf(start, ref).every((was) => holds(isBack(was), exchange, journal));
      return isWhole ? complaints : [...complaints, 'it does not have what it had'];
    }
    case 'LOST':
      return isGivenUpEarly(exchange, journal) ? ['it was given up before its grace was over'] : [];
    case 'UNKNOWN': {
      // A domain that is replaced on one gateway and not on another is told so too.
      const isCalm = isAlone && exchange.undisturbed && !journal.callsOf(id).some(isDisturbed);
      if (own.length === 0 && isCalm) return ['unsure without a fault'];
      return isLeftOff(exchange, ref, journal) ? ['nobody tried to put it back'] : [];
    }
    default:
      return ['no such outcome'];
  }
}

/** Placement by placement, since they are replaced one after the other: others may move the first before the last. */
function isReplaced(exchange: Replacement, ref: DomainRef, journal: Journal): boolean {
  const placements = placementsOf(journal.initial, ref);
  return (
    placements.length > 0 &&
    placements.every(({ id }) =>
      holds(
        (state) => state.placements.find((it) => it.id === id)?.certificateId === exchange.request.to,
        exchange,
        journal,
      ),
    )
  );
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

/** Whether this request took the old certificate off where nothing is now, and no call tried to attach it again. */
function isLeftOff({ id, to, request }: Replacement, ref: DomainRef, journal: Journal): boolean {
  const now = journal.stateAt(to);
  const isEmpty = placementsOf(now, ref).some(({ id: placement, certificateId }) => {
    const lastMove = journal.moves.slice(0, to).findLast(({ before, after }) => {
      const was = before.placements.find((it) => it.id === placement);
      return was?.certificateId !== after.placements.find((it) => it.id === placement)?.certificateId;
    });
    return certificateId === undefined && lastMove?.requestId === id;
  });
  const calls = journal.callsOf(id).filter(({ operation }) => operation === 'attachDomains');
  return isEmpty && !calls.some(({ params }) => params['certificate_id'] === request.from);
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

/** The changes of a domain that were sent, and of which no reply tells what became. */
function unsureCalls({ id }: Replacement, { domain }: DomainRef, journal: Journal): ReceivedCall[] {
  return journal.callsOf(id).filter((call) => {
    const { domains = [] } = Object(call.body) as { domains?: { domain: string }[] };
    return !call.isRead && classifyReply(call) === 'unsure' && domains.some((it) => keyOf(it.domain) === keyOf(domain));
  });
}

function isOff(before: State, after: State, ref: DomainRef, from: string): boolean {
  const still = new Set(placementsOf(after, ref).flatMap((it) => (it.certificateId === from ? [it.id] : [])));
  return placementsOf(before, ref).some(({ id, certificateId }) => certificateId === from && !still.has(id));
}

/** Returns true if all that a move changes of a domain is that it has a certificate again. */
function isPutOn(before: State, after: State, ref: DomainRef, certificateId: string): boolean {
  return placementsOf(before, ref).every((was) => {
    const is = after.placements.find(({ id }) => id === was.id);
    return isSamePlacement(was, is) || is?.certificateId === certificateId;
  });
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
