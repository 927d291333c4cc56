import { X509Certificate } from 'node:crypto';
import { isDisturbed, QUICK_MS } from './certainty';
import { isAttached, placementsOf } from './claims';
import type { Journal } from './journal';
import type { Exchange } from './judge';
import { DOCUMENTS, type OracleRequest } from './requests';
import { isError, type Result } from './response';
import { type Held, keyOf, type State } from './state';

/** Returns the faults of the result of a query or preview, by rule 4 of `judge`. */
export function judgeRead(exchange: Exchange, result: Result, journal: Journal): string[] {
  const { id, request, from, to, sentAt, respondedAt, response } = exchange;
  const states = journal.statesIn(from, to);
  if (isError(result)) {
    const complaints = result.outcome ? ['a query has no outcome'] : [];
    if (!states.some((state) => isMissing(request, result, state)))
      complaints.push(`it is there: ${result.__typename}`);
    const isFailure = ['ApigUpstreamError', 'ApigRateLimitedError'].includes(result.__typename);
    const isClean = !journal.callsOf(id).some(isDisturbed) && respondedAt - sentAt < QUICK_MS;
    if (isFailure && isClean && exchange.undisturbed) complaints.push('it fails without a fault');
    return complaints;
  }
  if (result.__typename !== DOCUMENTS[request.kind].success) return [`no result of this query: ${result.__typename}`];
  const hasErrors = (response?.errors ?? []).length > 0;
  const items = itemsOf(request, result, hasErrors);
  if (items === 'failed') return hasErrors ? [] : ['a list is null, and nothing says why'];
  const expected = states.map((state) => new Map(expectedItems(request, state)));
  const wrong: string[] = [];
  const listed = new Set<string>();
  for (const [key, value] of items) {
    if (listed.has(key)) wrong.push(`listed twice: ${key}`);
    listed.add(key);
    const isUnread = value === 'unread' && expected.some((it) => it.has(key));
    const isSum = request.kind === 'certificates' && key === 'total' && totalsOf(states).has(Number(value));
    if (!isUnread && !isSum && !expected.some((it) => it.get(key) === value))
      wrong.push(`not so at any moment: ${key} ${value}`);
  }
  // The rest is on the next page: a page may be shorter than was asked for.
  if (hasNextPage(result)) return wrong;
  for (const key of expected[0]?.keys() ?? []) {
    if (!listed.has(key) && expected.every((it) => it.has(key)))
      wrong.push(`there all the time, and not shown: ${key}`);
  }
  return wrong;
}

/**
 * Returns the totals that a list of all certificates may have. It may be read gateway by gateway, each list at another moment: a total
 * is the sum of the number of each gateway's certificates at some moment.
 */
function totalsOf(states: readonly State[]): ReadonlySet<number> {
  const counts = states.map(({ certificates }) => {
    const count = new Map<string, number>();
    for (const { gatewayId } of certificates.values()) count.set(gatewayId, (count.get(gatewayId) ?? 0) + 1);
    return count;
  });
  let totals = new Set([0]);
  for (const part of new Set(counts.flatMap((it) => [...it.keys()]))) {
    totals = new Set(counts.flatMap((it) => [...totals].map((total) => total + (it.get(part) ?? 0))));
  }
  return totals;
}

/** Returns true if the object that a not-found result names is missing in a state; true for every other result. */
function isMissing(request: OracleRequest, { __typename }: Result, state: State): boolean {
  switch (__typename) {
    case 'ApigCertificateNotFoundError': {
      const ids = [
        ...('certificateId' in request ? [request.certificateId] : []),
        ...('id' in request ? [request.id] : []),
        ...('from' in request ? [request.from, request.to] : []),
      ];
      return ids.length === 0 || ids.some((id) => !state.certificates.has(id));
    }
    case 'ApigDomainNotFoundError':
      return request.kind === 'domain' && placementsOf(state, { domain: request.name }).length === 0;
    default:
      return true;
  }
}

type Item = readonly [key: string, value: string];
interface Node {
  readonly id: string;
  readonly name: string;
  readonly serialNumber?: string;
  readonly certificate?: { readonly id: string } | null;
}
interface PageInfo {
  readonly hasNextPage: boolean;
}
interface Connection {
  readonly totalCount: number;
  readonly edges: readonly { readonly node: Node | null }[];
}

/** Returns the contents of a result as keys and values that can be compared with a state; `failed` if its list could not be read. */
function itemsOf({ kind }: OracleRequest, result: Result, hasErrors: boolean): Item[] | 'failed' {
  switch (kind) {
    case 'certificate': {
      const { domains } = result as unknown as { domains: Connection | null };
      const self: Item[] = [['certificate', `${result['id']} ${result['name']} ${result['serialNumber']}`]];
      const listed = domains === null ? 'failed' : connection(domains, ({ name }) => keyOf(name));
      return listed === 'failed' ? 'failed' : [...self, ...listed];
    }
    case 'certificates':
      return connection(result as unknown as Connection, ({ name }) => name);
    case 'domain': {
      const { placements } = result as unknown as { placements: Node[] };
      // A null that an error stands for says nothing.
      return placements.map(({ id, certificate }) => [id, certificate?.id ?? (hasErrors ? 'unread' : 'none')]);
    }
    case 'detachPreview':
    case 'attachPreview': {
      const { domains } = result as unknown as { domains: { domain: string; action: string; placements: Node[] }[] };
      return domains.map(({ domain, action, placements }, index) => {
        const ids = placements.map(({ id }) => id).sort();
        return [
          `${index} ${domain}`,
          kind === 'attachPreview' ? `${action === 'ALREADY_ATTACHED'} ${ids}` : `${action} ${ids}`,
        ];
      });
    }
    case 'replacePreview': {
      const { domains } = result as unknown as { domains: { domain: string; placements: Node[] }[] };
      return domains.flatMap(({ domain, placements }, index): Item[] => [
        [`${index} ${domain}`, String(placements.map(({ id }) => id).sort())],
        // A null that an error stands for says nothing.
        ...placements.map(
          ({ id, certificate }): Item => [`${index} ${id}`, certificate?.id ?? (hasErrors ? 'unread' : 'none')],
        ),
      ]);
    }
    case 'updatePreview': {
      const { certificate, uncovered, verifying } = result as unknown as Record<'uncovered' | 'verifying', Node[]> & {
        certificate: Node;
      };
      return [
        ['certificate', `${certificate.id} ${certificate.name}`],
        ...uncovered.map(({ id, name }): Item => [`uncovered ${id}`, keyOf(name)]),
        ...verifying.map(({ id, name }): Item => [`verifying ${id}`, keyOf(name)]),
      ];
    }
    case 'deletePreview': {
      const { certificate, usedBy, usedByCount } = result as unknown as {
        certificate: Node;
        usedBy: Node[];
        usedByCount: number;
      };
      return [
        ['certificate', `${certificate.id} ${certificate.name}`],
        ['total', String(usedByCount)],
        ...usedBy.map(({ id, name }): Item => [id, keyOf(name)]),
      ];
    }
    default:
      return [];
  }
}

function hasNextPage(result: Result): boolean {
  const { pageInfo, domains } = result as unknown as { pageInfo?: PageInfo; domains?: { pageInfo?: PageInfo } | null };
  return (pageInfo ?? domains?.pageInfo)?.hasNextPage ?? false;
}

function connection({ totalCount, edges }: Connection, textOf: (node: Node) => string): Item[] | 'failed' {
  const nodes = edges.flatMap(({ node }) => (node ? [node] : []));
  if (nodes.length < edges.length) return 'failed';
  return [['total', String(totalCount)], ...nodes.map((node): Item => [node.id, textOf(node)])];
}

/** Returns the contents that a query should have in a state, in the form of `itemsOf`. */
function expectedItems(request: OracleRequest, state: State): Item[] {
  const { certificates, placements } = state;
  switch (request.kind) {
    case 'certificate': {
      const held = certificates.get(request.id);
      const attached = placements.filter(({ certificateId }) => certificateId === request.id);
      return [
        ...(held ? [['certificate', `${held.id} ${held.name} ${held.serial}`] as const] : []),
        ['total', String(attached.length)],
        ...attached.map(({ id, key }) => [id, key] as const),
      ];
    }
    case 'certificates':
      return [
        ['total', String(certificates.size)],
        ...[...certificates.values()].map(({ id, name }) => [id, name] as const),
      ];
    case 'domain':
      return placementsOf(state, { domain: request.name }).map(({ id, certificateId }) => [
        id,
        certificateId ?? 'none',
      ]);
    case 'detachPreview':
      return request.domains.map((ref, index) => {
        const found = placementsOf(state, ref);
        const on = found.filter(({ certificateId }) => certificateId === request.certificateId);
        const isOn = (id: string, of = found) => of.some(({ gatewayId }) => gatewayId === id);
        const ids = ref.instanceIds;
        const isWhole = ids ? ids.every((id) => isOn(id, on)) : on.length > 0;
        const isThere = ids ? ids.every((id) => isOn(id)) : found.length > 0;
        const action = isWhole ? 'DETACH' : isThere ? 'NOT_ATTACHED' : 'NOT_FOUND';
        return [`${index} ${ref.domain}`, `${action} ${on.map(({ id }) => id).sort()}`];
      });
    case 'attachPreview':
      return request.domains.map((ref, index) => {
        const isKnown = (ref.instanceIds ?? []).every((id) => state.gateways.includes(id));
        const ids = isKnown ? placementsOf(state, ref).map(({ id }) => id) : [];
        return [`${index} ${ref.domain}`, `${isAttached(state, request.certificateId, ref)} ${ids.sort()}`];
      });
    case 'replacePreview':
      return request.domains.flatMap((ref, index): Item[] => {
        const isKnown = (ref.instanceIds ?? []).every((id) => state.gateways.includes(id));
        const found = isKnown ? placementsOf(state, ref) : [];
        return [
          [`${index} ${ref.domain}`, String(found.map(({ id }) => id).sort())],
          ...found.map(({ id, certificateId }): Item => [`${index} ${id}`, certificateId ?? 'none']),
        ];
      });
    case 'updatePreview': {
      const attached = placements.filter(({ certificateId }) => certificateId === request.id);
      const names = namesIn(request.content.pem);
      return [
        ...certificateItem(certificates.get(request.id)),
        ...attached.filter(({ key }) => !isCovered(names, key)).map(({ id, key }): Item => [`uncovered ${id}`, key]),
        ...attached.filter(({ verified }) => verified).map(({ id, key }): Item => [`verifying ${id}`, key]),
      ];
    }
    case 'deletePreview': {
      const attached = placements.filter(({ certificateId }) => certificateId === request.id);
      return [
        ...certificateItem(certificates.get(request.id)),
        ['total', String(attached.length)],
        ...attached.map(({ id, key }): Item => [id, key]),
      ];
    }
    default:
      return [];
  }
}

function certificateItem(held: Held | undefined): Item[] {
  return held ? [['certificate', `${held.id} ${held.name}`]] : [];
}

function namesIn(pem: string): string[] {
  return (new X509Certificate(pem).subjectAltName ?? '').split(', ').map((name) => keyOf(name.replace(/^DNS:/, '')));
}

/** Returns true if one of a certificate's names is the domain, or is a wildcard in place of its first label. */
function isCovered(names: readonly string[], key: string): boolean {
  return names.includes(key) || names.includes(`*.${key.split('.').slice(1).join('.')}`);
}
