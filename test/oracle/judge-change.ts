import { hasOthersMoves, judgeCertainty } from './certainty';
import { type Claim, claimsOf, placementsOf } from './claims';
import type { Journal } from './journal';
import type { Exchange } from './judge';
import { judgeAfter } from './judge-after';
import { judgeAttachments } from './judge-attachments';
import { judgeReplacement } from './judge-replacement';
import { DOCUMENTS, type RequestOf } from './requests';
import { isError, isUnknown, type Result } from './response';
import type { State } from './state';

/** Returns the faults of a change's result, by the rules 1, 2 and 3 of `judge`. */
export function judgeChange(exchange: Exchange, result: Result, journal: Journal): string[] {
  const { id, request } = exchange;
  if (result.__typename === 'ApigUpstreamError' && !result.outcome) return ['a change has an outcome'];
  const isReplacement = request.kind === 'replace';
  const isSuccess = result.__typename === DOCUMENTS[request.kind].success;
  if (!isSuccess && !isError(result)) return [`no result of this change: ${result.__typename}`];
  if (isReplacement && (isSuccess || result.__typename === 'ApigReplacementIncompleteError')) {
    return [
      ...judgeReplacement({ ...exchange, request }, result, journal, isSuccess),
      ...judgeAfter(exchange, result, journal),
    ];
  }
  const complaints: string[] = [];
  if (!isUnknown(result) && isError(result) && journal.movesOf(id).length > 0) {
    complaints.push('it says that nothing was changed, and it was');
  }
  if (isReplacement) return complaints;
  const claims = claimsOf(request, result, journal.initial);
  if (isSuccess && !claims.every((claim) => holds(claim, exchange, journal)))
    complaints.push('a success that is not true');
  if (isSuccess) complaints.push(...judgeDetails(exchange, result, journal), ...judgeAfter(exchange, result, journal));
  return [
    ...complaints,
    ...judgeCertainty(exchange, result, journal, (state) => claims.every((claim) => claim(state))),
  ];
}

/** Rule 1 of `judge`: true at the response, or true before in the exchange until another's move ended it. */
export function holds(claim: Claim, { id, from, to }: Exchange, journal: Journal): boolean {
  if (claim(journal.stateAt(to))) return true;
  return journal.moves
    .slice(from, to)
    .some(({ requestId, before, after }) => requestId !== id && claim(before) && !claim(after));
}

/** Returns the faults of the details of a success, beyond its claim. */
function judgeDetails(exchange: Exchange, result: Result, journal: Journal): string[] {
  const { request, from, to } = exchange;
  switch (request.kind) {
    case 'detach':
      return judgeOutcomes({ ...exchange, request }, result, journal);
    case 'attach':
      return [
        ...judgeNames(request.domains, result['domains']),
        ...judgeAttachments({ ...exchange, request }, result, journal),
      ];
    case 'delete': {
      const wasThere = journal.statesIn(from, to).some(({ certificates }) => certificates.has(request.id));
      return wasThere ? [] : ['it says that it deleted what never was'];
    }
    case 'create':
      return judgeCreation({ ...exchange, request }, result, journal);
    case 'update': {
      const { serialNumber } = result['certificate'] as { serialNumber: string };
      return serialNumber === request.content.serial ? [] : ['it shows another content than it says it has'];
    }
    default:
      return [];
  }
}

/** A certificate is new, or it existed at some moment before, and this request did not create it. */
function judgeCreation(
  { id, request, from, to }: Exchange & { request: RequestOf<'create'> },
  result: Result,
  journal: Journal,
): string[] {
  const { existed, certificate } = result as unknown as { existed: boolean; certificate: { id: string } };
  const isThere = ({ certificates }: State) => certificates.has(certificate.id);
  if (!existed) return isThere(journal.stateAt(from)) ? ['it says that it created what was there before'] : [];
  const complaints = request.mayExist ? [] : ['existed without RETURN'];
  if (journal.movesOf(id).length > 0) complaints.push('existed, and this request created it');
  return journal.statesIn(from, to).some(isThere) ? complaints : [...complaints, 'existed, and it never did'];
}

function judgeNames(domains: readonly { domain: string }[], told: unknown): string[] {
  const names = (told as { domain: string }[]).map(({ domain }) => domain);
  const isSame = names.length === domains.length && domains.every(({ domain }, index) => domain === names[index]);
  return isSame ? [] : ['it does not tell of each requested domain'];
}

/** `ALREADY_DETACHED`: it was not attached at some moment before, and this request did not take it off. Only with `SKIP`. */
function judgeOutcomes(
  { id, request, from, to }: Exchange & { request: RequestOf<'detach'> },
  result: Result,
  journal: Journal,
): string[] {
  const { domains, certificateId, skip } = request;
  const complaints = judgeNames(domains, result['domains']);
  const told = result['domains'] as { outcome: string }[];
  for (const [index, ref] of domains.entries()) {
    if (told[index]?.outcome !== 'ALREADY_DETACHED') continue;
    const isOff = (state: State) => placementsOf(state, ref).every((it) => it.certificateId !== certificateId);
    if (!skip) complaints.push('ALREADY_DETACHED without SKIP');
    if (journal.movesOf(id).some(({ before, after }) => !isOff(before) && isOff(after))) {
      complaints.push(`ALREADY_DETACHED, and this change detached it: ${ref.domain}`);
    }
    const states = hasOthersMoves(journal, id, from, to) ? journal.statesIn(from, to) : [journal.stateAt(from)];
    if (!states.some(isOff)) complaints.push(`ALREADY_DETACHED, and it was attached: ${ref.domain}`);
  }
  return complaints;
}
