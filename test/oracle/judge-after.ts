import { classifyReply, isDisturbed, QUICK_MS } from './certainty';
import { placementsOf, samePorts } from './claims';
import type { Journal } from './journal';
import type { Exchange } from './judge';
import { isError, type Response, type Result } from './response';
import type { Placement, State } from './state';

interface ShownPlacement {
  readonly id: string;
  readonly verifiedClientCertificateEnabled: boolean | null;
  readonly certificate: { readonly id: string } | null;
}

interface ShownCertificate {
  readonly id: string;
  readonly domains: {
    readonly totalCount: number;
    readonly pageInfo: { readonly hasNextPage: boolean };
    readonly edges: readonly { readonly node: { readonly id: string } | null }[];
  } | null;
}

type Shown<Value> = Value | null | undefined;

/**
 * Returns the faults of what a change's result shows of the state after it, by rule 8 of `judge`: the placements of each domain, and
 * the certificates.
 */
export function judgeAfter(exchange: Exchange, result: Result, journal: Journal): string[] {
  const { request, from, to, response } = exchange;
  const states = journal.statesIn(Math.max(from, lastMove(exchange, result, journal)), to);
  const complaints: string[] = [];
  const at = (expected: readonly Placement[], shown: Shown<ShownPlacement[]>, ...path: (string | number)[]) => {
    // A field that is not selected says nothing.
    if (shown === undefined) return;
    if (shown === null) complaints.push(...judgeNull(exchange, journal, path));
    else complaints.push(...judgePlacements(expected, shown, states, response, path));
  };
  switch (request.kind) {
    case 'detach':
    case 'attach':
    case 'replace': {
      const told = result['domains'] as readonly { readonly placements?: ShownPlacement[] | null }[];
      for (const [index, ref] of request.domains.entries()) {
        at(placementsOf(journal.initial, ref), told[index]?.placements, 'domains', index, 'placements');
      }
      break;
    }
    case 'detachOne':
    case 'attachOne':
      at(samePorts(journal.initial, request.domainId), result['placements'] as Shown<ShownPlacement[]>, 'placements');
      break;
    default:
      return [];
  }
  const [certificate, previous] =
    request.kind === 'replace' ? [request.to, request.from] : [request.certificateId, undefined];
  const certificates = { certificate, ...(previous === undefined ? {} : { previousCertificate: previous }) };
  for (const [field, wanted] of Object.entries(certificates)) {
    const shown = result[field] as Shown<ShownCertificate>;
    if (shown === undefined) continue;
    if (shown) complaints.push(...judgeCertificate(wanted, shown, states));
    else complaints.push(...judgeNull(exchange, journal, [field]));
    if (shown?.domains === null) complaints.push(...judgeNull(exchange, journal, [field, 'domains']));
  }
  return complaints;
}

/**
 * Returns the mark after the last move of a request. A replacement that is not complete may still move something when it reads, and so may
 * a change whose reply left it open: its last change was received before.
 */
function lastMove({ id, to }: Exchange, result: Result, journal: Journal): number {
  const changes = journal.callsOf(id).filter(({ isRead }) => !isRead);
  if (isError(result) || changes.some((call) => classifyReply(call) === 'unsure')) return changes.at(-1)?.mark ?? 0;
  return journal.moves.slice(0, to).findLastIndex(({ requestId }) => requestId === id) + 1;
}

/** A null stands for a failed read: an error says so, and something has disturbed it. */
function judgeNull(exchange: Exchange, journal: Journal, path: readonly (string | number)[]): string[] {
  const { id, sentAt, respondedAt, response, undisturbed } = exchange;
  const name = path.join('.');
  if (!hasError(response, path)) return [`${name} is null, and nothing says why`];
  const isCalm = undisturbed && respondedAt - sentAt < QUICK_MS && !journal.callsOf(id).some(isDisturbed);
  // Others may delete the certificate meanwhile.
  const isGone = path[0] !== 'domains' && path[0] !== 'placements' && journal.moves.some((it) => it.requestId !== id);
  return isCalm && !isGone ? [`${name} fails without a fault`] : [];
}

function judgePlacements(
  expected: readonly Placement[],
  shown: readonly ShownPlacement[],
  states: readonly State[],
  response: Response | undefined,
  path: readonly (string | number)[],
): string[] {
  const ids = shown.map(({ id }) => id).sort();
  const wanted = expected.map(({ id }) => id).sort();
  if (String(ids) !== String(wanted)) return [`${path.join('.')} shows ${ids} in place of ${wanted}`];
  return shown.flatMap(({ id, certificate, verifiedClientCertificateEnabled: verified }, index) => {
    const isUnread = certificate === null && hasError(response, [...path, index, 'certificate']);
    const isSo = states.some(({ placements }) => {
      const is = placements.find((it) => it.id === id);
      return (isUnread || is?.certificateId === certificate?.id) && is?.verified === verified;
    });
    return isSo ? [] : [`after the change, ${id} never had ${certificate?.id} ${verified}`];
  });
}

function judgeCertificate(id: string, shown: ShownCertificate, states: readonly State[]): string[] {
  if (shown.id !== id) return [`it shows the certificate ${shown.id} in place of ${id}`];
  if (!shown.domains || shown.domains.pageInfo.hasNextPage) return [];
  const listed = new Set(shown.domains.edges.flatMap(({ node }) => (node ? [node.id] : [])));
  const attached = states.map(
    ({ placements }) => new Set(placements.flatMap((it) => (it.certificateId === id ? [it.id] : []))),
  );
  const wrong = [...listed].filter((domainId) => !attached.some((it) => it.has(domainId)));
  const missing = [...(attached[0] ?? [])].filter(
    (domainId) => !listed.has(domainId) && attached.every((it) => it.has(domainId)),
  );
  const isCounted = attached.some(({ size }) => size === shown.domains?.totalCount);
  return [
    ...wrong.map((domainId) => `after the change, ${id} was never on ${domainId}`),
    ...missing.map((domainId) => `after the change, ${id} was on ${domainId} all the time`),
    ...(isCounted ? [] : [`after the change, ${id} was never on ${shown.domains.totalCount}`]),
  ];
}

/** Returns true if an entry in `errors` is for a field of the root field, or for one above or below it. */
function hasError(response: Response | undefined, path: readonly (string | number)[]): boolean {
  return (response?.errors ?? []).some(({ path: of = [] }) => {
    const [, ...below] = of;
    return below.length > 0 && below.every((it, index) => index >= path.length || it === path[index]);
  });
}
