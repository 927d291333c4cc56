import type { OperationId } from '../../src/contract/operations';
import type { Call } from '../../src/simulator/call';
import type { Project, StoredDomain } from '../../src/simulator/estate';
import type { Habits as SimulatorHabits } from '../../src/simulator/habits';
import type { Carried } from './control-plane';
import { keyOf } from './state';

/** Behaviour of an upstream that no source documents. The server must be correct with every variant. */
export interface Habits extends Partial<SimulatorHabits> {
  /** The most rows on a page, whatever was asked for. */
  readonly pageCap?: number;
  /** Pages tell no `total`. */
  readonly noTotal?: true;
  /** The form in which names are shown. */
  readonly names?: keyof typeof FORMS;
  /** How `url_domain` finds names: as a part of them (unless said), not at all, or as a part of what is shown, case and all. */
  readonly filter?: 'ignored' | 'as shown';
  /** `attached-domains` of a certificate that does not exist is an empty page, not an error. */
  readonly unknownIsEmpty?: true;
}

/** Forms in which an upstream may show a name. */
export const FORMS = {
  upper: (name: string) => name.toUpperCase(),
  dotted: (name: string) => `${name}.`,
  padded: (name: string) => ` ${name} `,
  unicode: (name: string) => name.replace('xn--bcher-kva', 'bücher'),
} as const;

/** The call as the upstream understands it: names in the form in which it keeps them, pages no larger than it sends. */
export function canonical(call: Call, { pageCap, filter, names }: Habits): Call {
  const query = new URLSearchParams(call.query);
  const wanted = query.get('url_domain');
  if (wanted !== null && filter === 'ignored') query.delete('url_domain');
  else if (wanted !== null) {
    const show = names ? FORMS[names] : (name: string) => name;
    const isSeen = filter === undefined || call.project.domains.some(({ name }) => show(name).includes(wanted));
    query.set('url_domain', isSeen ? keyOf(wanted) : 'no such name');
  }
  if (pageCap !== undefined && query.has('limit')) {
    query.set('limit', String(Math.min(pageCap, Number(query.get('limit')))));
  }
  return { ...call, query, body: withStoredNames(call.project, call.body) };
}

/** A read's reply in the upstream's ways. */
export function shown(operation: OperationId, call: Call, reply: Exclude<Carried, string>, habits: Habits): Carried {
  const { noTotal, names, unknownIsEmpty } = habits;
  if (unknownIsEmpty && operation === 'listAttachedDomains' && !knows(call)) {
    return { ...reply, status: 200, text: JSON.stringify({ size: 0, total: 0, bound_domains: [] }) };
  }
  if (reply.status !== 200 || !(noTotal || names)) return reply;
  const body = JSON.parse(reply.text) as { total?: number; bound_domains?: Row[]; groups?: { url_domains?: Row[] }[] };
  if (noTotal) delete body.total;
  const rows = [...(body.bound_domains ?? []), ...(body.groups ?? []).flatMap((group) => group.url_domains ?? [])];
  for (const row of rows) {
    for (const field of ['url_domain', 'domain'] as const) {
      if (names && row[field] !== undefined) row[field] = FORMS[names](row[field]);
    }
  }
  return { ...reply, text: JSON.stringify(body) };
}

interface Row {
  url_domain?: string;
  domain?: string;
}

interface Ref {
  readonly domain: string;
  readonly instance_ids?: string[];
}

/** The body of a change, narrowed to the first placement that it would move; as it is where it moves one at most. */
export function firstPart(project: Project, operation: OperationId, { body, params }: Call): unknown {
  const refs = refsOf(body);
  const id = params['certificate_id'];
  for (const ref of refs) {
    for (const placed of placementsOf(project, ref)) {
      if ((placed.certificateId === id) === (operation === 'attachDomains')) continue;
      return { domains: [{ ...ref, instance_ids: [placed.gatewayId] }] };
    }
  }
  return body;
}

function refsOf(body: unknown): Ref[] {
  const { domains } = Object(body) as { domains?: Ref[] };
  return Array.isArray(domains) ? domains : [];
}

function placementsOf(project: Project, { domain, instance_ids: ids }: Ref): StoredDomain[] {
  return project.domains.filter((it) => it.name === domain && (ids === undefined || ids.includes(it.gatewayId)));
}

function withStoredNames(project: Project, body: unknown): unknown {
  const refs = refsOf(body);
  if (refs.length === 0) return body;
  const domains = refs.map((ref) => {
    const stored = project.domains.find(({ name }) => keyOf(name) === keyOf(ref.domain));
    return stored ? { ...ref, domain: stored.name } : ref;
  });
  return { ...Object(body), domains };
}

function knows({ project, params }: Call): boolean {
  return project.certificates.some(({ id }) => id === params['certificate_id']);
}
