import type { Project } from '../../src/simulator/estate';
import { ATTACHED_FIELDS } from '../../src/simulator/habits';
import {
  type Behaviour,
  EDITS,
  type EditName,
  FAILED_READS,
  GIVEN_AWAY_BY_TOTAL,
  REFUSALS,
  TOO_MANY,
  UNSURE_REPLIES,
} from '../oracle/behaviour';
import type { Hook } from '../oracle/control-plane';
import type { CertificateSpec, DomainSpec } from '../oracle/estates';
import type { Habits } from '../oracle/habits';
import type { Content, DomainRef, OracleRequest, RequestKind } from '../oracle/requests';
import { Random } from './random';

/** Something that happens at a moment of a history, in milliseconds from its start. */
export type Event =
  | {
      readonly at: number;
      readonly what: 'ask';
      readonly caller: number;
      readonly request: OracleRequest;
      readonly leavesAfter?: number;
    }
  | { readonly at: number; readonly what: 'tool'; readonly says: string; readonly change: (project: Project) => void }
  | { readonly at: number; readonly what: 'kill' | 'stop' };

/** The rates of the upstream's kinds of misbehaviour. */
export type Weather = 'fair' | 'one change' | 'one change, then reads' | 'reads' | 'storm' | 'silence';

/** A history before it runs, determined by the seed. */
export interface History {
  readonly seed: number;
  readonly certificates: readonly CertificateSpec[];
  readonly domains: readonly DomainSpec[];
  readonly habits: Habits;
  readonly weather: Weather;
  /** Calls under way at once. */
  readonly concurrency: number;
  readonly upstreamTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly events: readonly Event[];
}

/** The gateways of every history. */
export const GATEWAYS: readonly string[] = ['gw-1', 'gw-2', 'gw-3'];
const NAMES = ['a.example.com', 'b.example.com', 'xn--bcher-kva.example.com'];
const CERTIFICATES: readonly CertificateSpec[] = [
  { id: 'cert-1' },
  { id: 'cert-2', hasRootCa: true },
  { id: 'cert-3' },
];
/** A certificate of one gateway, which no request names, so that lists have one. */
const OF_ONE_GATEWAY: CertificateSpec = { id: 'cert-4', gateway: 'gw-2' };

/** The weight of each kind of request. */
const KINDS: Readonly<Record<RequestKind, number>> = {
  detach: 8,
  attach: 8,
  replace: 5,
  detachOne: 2,
  attachOne: 2,
  create: 3,
  update: 1,
  delete: 2,
  certificate: 2,
  certificates: 1,
  detachPreview: 2,
  attachPreview: 1,
  replacePreview: 1,
  updatePreview: 1,
  deletePreview: 1,
  domain: 1,
};

/** The history of a seed. @param contents what may be created or put in. */
export function historyOf(seed: number, contents: readonly Content[]): History {
  const random = new Random(seed);
  const certificates = CERTIFICATES.slice(0, random.int(2, 3));
  const ids = certificates.map(({ id }) => id);
  const domains: DomainSpec[] = [];
  for (const name of NAMES.slice(0, random.int(1, 3))) {
    for (const gateway of GATEWAYS.slice(0, random.int(1, 3))) {
      const holds = random.chance(0.6) ? random.pick(ids) : undefined;
      const verified = holds === 'cert-2' && random.chance(0.5);
      const ports = random.chance(0.15) ? { ports: 2 } : {};
      domains.push({ name, gateway, verified, ...(holds ? { holds } : {}), ...ports });
    }
  }
  const requestTimeoutMs = random.pick([25_000, 25_000, 8_000]);
  return {
    seed,
    certificates: [...certificates, OF_ONE_GATEWAY],
    domains,
    habits: random.chance(0.3) ? habitsOf(random) : {},
    weather: random.weighted({
      fair: 12,
      'one change': 30,
      'one change, then reads': 20,
      reads: 15,
      storm: 18,
      silence: 5,
    }),
    concurrency: Number(random.weighted({ '64': 85, '1': 8, '2': 7 })),
    upstreamTimeoutMs: requestTimeoutMs === 8_000 ? 3_000 : 10_000,
    requestTimeoutMs,
    events: eventsOf(random, ids, domains, contents),
  };
}

function habitsOf(random: Random): Habits {
  return {
    ...(random.chance(0.3) ? { pageCap: random.int(1, 3) } : {}),
    ...(random.chance(0.1) ? { noTotal: true as const } : {}),
    ...(random.chance(0.3) ? { names: random.pick(['upper', 'dotted', 'padded', 'unicode'] as const) } : {}),
    ...(random.chance(0.3) ? { filter: random.pick(['ignored', 'as shown'] as const) } : {}),
    ...(random.chance(0.3) ? { partialDetach: 'ignore' as const } : {}),
    ...(random.chance(0.3) ? { unknownIsEmpty: true as const } : {}),
    ...(random.chance(0.5) ? { attachedFields: random.pick(ATTACHED_FIELDS) } : {}),
    ...(random.chance(0.4) ? { listWithoutGateway: 'all' as const } : {}),
  };
}

function eventsOf(
  random: Random,
  ids: string[],
  domains: readonly DomainSpec[],
  contents: readonly Content[],
): Event[] {
  const events: Event[] = [];
  let at = 0;
  for (let left = random.int(1, 3); left > 0; left--) {
    const request = requestOf(random, ids, domains, contents);
    const leaves = random.chance(0.08) ? { leavesAfter: random.int(0, 4_000) } : {};
    events.push({ at, what: 'ask', caller: random.int(0, 1), request, ...leaves });
    // At the same time as the next, or so long before it that all is over by then.
    at += random.chance(0.35) ? random.int(0, 60) : 90_000;
  }
  while (random.chance(0.15)) {
    events.push({ at: random.int(0, 3_000), what: 'tool', ...otherToolOf(random, ids) });
  }
  if (random.chance(0.05)) events.push({ at: random.int(0, 5_000), what: random.chance(0.5) ? 'kill' : 'stop' });
  return events.sort((one, other) => one.at - other.at);
}

/** What another tool does: puts a certificate on a domain, or takes it off. */
function otherToolOf(random: Random, ids: string[]) {
  const placement = random.int(0, 8);
  const holds = random.chance(0.5) ? random.pick(ids) : undefined;
  const verified = holds === 'cert-2' && random.chance(0.5);
  const change = ({ domains, certificates }: Project) => {
    const one = domains[placement % domains.length];
    if (holds !== undefined && !certificates.some(({ id }) => id === holds)) return;
    // All ports of a domain change together.
    for (const domain of domains.filter(({ name, gatewayId }) => name === one?.name && gatewayId === one.gatewayId)) {
      if (holds === undefined) delete domain.certificateId;
      else domain.certificateId = holds;
      domain.verifiesClients = verified;
    }
  };
  return { says: `${holds ?? 'nothing'} on domain ${placement}${verified ? ', verified' : ''}`, change };
}

function requestOf(
  random: Random,
  ids: string[],
  domains: readonly DomainSpec[],
  contents: readonly Content[],
): OracleRequest {
  const kind = random.weighted(KINDS);
  const certificateId = random.chance(0.04) ? 'cert-9' : random.pick(ids);
  const id = certificateId;
  const domainId = `b9be707660c5406394f8973e${String(random.int(1, domains.length)).padStart(8, '0')}`;
  const content = random.pick(contents);
  switch (kind) {
    case 'detach':
      return { kind, certificateId, domains: refsOf(random, domains, certificateId), skip: random.chance(0.5) };
    case 'attach':
      return { kind, certificateId, domains: refsOf(random, domains, undefined, certificateId === 'cert-2') };
    case 'detachPreview':
    case 'attachPreview':
      return { kind, certificateId, domains: refsOf(random, domains, certificateId) };
    case 'detachOne':
      return { kind, certificateId, domainId };
    case 'attachOne':
      return { kind, certificateId, domainId, ...(random.chance(0.3) ? { verified: random.chance(0.5) } : {}) };
    case 'create':
      return { kind, name: random.pick(['brand_new', 'name_cert_1']), content, mayExist: random.chance(0.6) };
    case 'update':
    case 'updatePreview':
      return { kind, id, content, ...(random.chance(0.4) ? { name: 'new_name' } : {}) };
    case 'replacePreview':
    case 'replace': {
      const to = random.pick(ids.filter((it) => it !== certificateId));
      const refs = refsOf(random, domains, certificateId);
      if (kind === 'replacePreview') return { kind, from: certificateId, to, domains: refs };
      return { kind, from: certificateId, to, domains: refs, continueOnError: random.chance(0.3) };
    }
    case 'certificates':
      return { kind };
    case 'domain':
      return { kind, name: random.pick(NAMES) };
    default:
      return { kind, id } as OracleRequest;
  }
}

/** One or two of the names, mostly of those that hold the certificate, or hold none. */
function refsOf(random: Random, domains: readonly DomainSpec[], holder?: string, mayVerify = false): DomainRef[] {
  const fitting = domains.filter(({ holds }) => holds === holder);
  const names = [...new Set((fitting.length > 0 && random.chance(0.85) ? fitting : domains).map(({ name }) => name))];
  const first = random.pick(names);
  const second = random.chance(0.25) ? names.find((name) => name !== first) : undefined;
  return [first, ...(second ? [second] : [])].map((name) => {
    const on = domains.filter((it) => it.name === name).map(({ gateway = 'gw-1' }) => gateway);
    const instanceIds = random.chance(0.35)
      ? [random.chance(0.04) ? 'gw-x' : random.pick(on), ...(random.chance(0.4) ? [random.pick(on)] : [])]
      : undefined;
    return {
      domain: random.chance(0.06) ? random.pick([name.toUpperCase(), `${name}.`]) : name,
      ...(instanceIds ? { instanceIds: [...new Set(instanceIds)] } : {}),
      ...(mayVerify && random.chance(0.3) ? { verifiedClientCertificateEnabled: random.chance(0.5) } : {}),
    };
  });
}

const UNSURE = Object.values(UNSURE_REPLIES);
const FAILED = Object.values(FAILED_READS);
const EDIT_NAMES = Object.keys(EDITS) as EditName[];

/** How the upstream behaves in a history: a source of chance of its own, asked once for each call. */
export function weatherOf({ seed, weather, habits }: History): Hook {
  const random = new Random(seed, 1);
  const edits = habits.noTotal ? EDIT_NAMES.filter((name) => !GIVEN_AWAY_BY_TOTAL.has(name)) : EDIT_NAMES;
  const struck = random.weighted({ '0': 70, '1': 20, '2': 10 });
  let changes = 0;
  let hasStruck = false;
  return ({ isRead }) => {
    const slow = random.chance(0.5)
      ? { afterMs: random.chance(0.06) ? random.int(500, 9_000) : random.int(1, 40) }
      : undefined;
    if (weather === 'fair') return slow;
    if (weather === 'silence' && random.chance(0.75)) {
      return {
        ...(isRead ? {} : whenOf(random)),
        reply: random.pick(['none', 'none', 'none', 'broken', 'unreachable'] as const),
      };
    }
    if (isRead) {
      const share = weather === 'reads' || weather === 'storm' ? 0.3 : hasStruck && weather !== 'one change' ? 0.6 : 0;
      return random.chance(share) ? { ...slow, ...badRead(random, edits) } : slow;
    }
    const isHit = weather === 'storm' ? random.chance(0.4) : weather !== 'reads' && changes++ === Number(struck);
    if (!isHit) return slow;
    hasStruck = true;
    return { ...slow, ...badChange(random) };
  };
}

function badRead(random: Random, edits: readonly EditName[]): Behaviour {
  return random.chance(0.5) ? { edit: random.pick(edits) } : { reply: random.pick(FAILED) };
}

function badChange(random: Random): Behaviour {
  const kind = random.weighted({ unsure: 65, refused: 15, 'turned away': 12, unreachable: 8 });
  if (kind === 'turned away') return { effect: 'never', reply: TOO_MANY };
  if (kind === 'refused') return { effect: 'never', reply: random.pick(REFUSALS) };
  if (kind === 'unreachable') return { effect: 'never', reply: 'unreachable' };
  return { reply: random.pick(UNSURE), ...whenOf(random) };
}

/** When a change takes effect whose reply tells nothing of it, and on how much. */
function whenOf(random: Random): Behaviour {
  const effect = random.weighted({ 'at once': 40, never: 30, late: 30 });
  return {
    ...(effect === 'never' ? { effect } : effect === 'late' ? { effect: random.int(20, 6_000) } : {}),
    ...(effect !== 'never' && random.chance(0.3) ? { part: true as const } : {}),
  };
}

/** Whether the upstream keeps to its contract in all that does not depend on a single call, no process ends, and none waits. */
export function isHarmless({ habits, events, concurrency }: History): boolean {
  const { noTotal, names, filter, pageCap } = habits;
  const isWide = concurrency > 10;
  return (
    isWide &&
    !noTotal &&
    !names &&
    !filter &&
    !pageCap &&
    !events.some(({ what }) => what === 'kill' || what === 'stop')
  );
}
