import DataLoader from 'dataloader';
import type { components } from '../contract/apig';
import { CALL_BUDGETS, MAX_GROUP_PAGES, MAX_PAGE_SIZE } from '../contract/limits';
import { mapBounded } from '../lib/map-bounded';
import { readAllPages } from '../relay/all-pages';
import type { UpstreamPage } from '../relay/last-page';
import { upstreamPage } from '../relay/last-page';
import { tooManyCalls } from '../request/call-budgets';
import { atMostCalls } from '../request/call-limit';
import type { RequestContext } from '../request/context';
import { ApiGroup } from './api-group.type';
import { Domain } from './domain.type';
import { readAllGateways } from './gateway.loader';
import type { UpstreamDomain } from './upstream-domain';

/** Every API group and domain of the project, by id. */
export interface Estate {
  readonly groups: ReadonlyMap<string, ApiGroup>;
  readonly domains: ReadonlyMap<string, Domain>;
}

/** What a gateway has, by its id. */
export interface GatewayContents {
  readonly groups: readonly ApiGroup[];
  /** In the order of the groups; several of the same name on a gateway with custom inbound ports. */
  readonly domains: readonly Domain[];
  /** Those of them that a certificate serves, by its id. */
  readonly byCertificate: ReadonlyMap<string, readonly Domain[]>;
}

/**
 * Reads the project's estate: one call for the gateways, and one for every 500 API groups of each gateway. Read it once in a
 * request: `context.once(readEstate)`.
 * @throws ApigFailure, `GATEWAY.TOO_MANY_CALLS` for more than the budget of API groups allows.
 */
export async function readEstate(context: RequestContext): Promise<Estate> {
  const gateways = await context.once(readAllGateways);
  // A search that cannot be finished is not begun.
  if (gateways.length > CALL_BUDGETS.apiGroups) {
    throw tooManyCalls(CALL_BUDGETS.apiGroups, `The project has ${gateways.length} gateways: name the gateway.`);
  }
  const contents = await Promise.all(gateways.map(({ id }) => context.loader(gatewayContentsLoader).load(id)));
  return {
    groups: new Map(contents.flatMap(({ groups }) => groups.map((group) => [group.id, group]))),
    domains: new Map(contents.flatMap(({ domains }) => domains.map((domain) => [domain.id, domain]))),
  };
}

/** The API groups and domains of gateways, by the gateway's id. One upstream call for each 500 groups, out of a budget. */
export function gatewayContentsLoader(context: RequestContext): DataLoader<string, GatewayContents> {
  return new DataLoader((ids) => mapBounded(ids, (id) => readContents(context, id).catch((error: Error) => error)));
}

/**
 * API groups by id, null for one that is not there. The upstream shows a group only to who knows its gateway, so all are
 * read: one call for the gateways, and one for every 500 groups of each gateway, however many ids are asked for.
 */
export function apiGroupLoader(context: RequestContext): DataLoader<string, ApiGroup | null> {
  return new DataLoader(async (ids) => {
    const { groups } = await context.once(readEstate);
    return ids.map((id) => groups.get(id) ?? null);
  });
}

/** Domains by id, null for one that is not there; read with all groups, as `apiGroupLoader` tells. */
export function domainLoader(context: RequestContext): DataLoader<string, Domain | null> {
  return new DataLoader(async (ids) => {
    const { domains } = await context.once(readEstate);
    return ids.map((id) => domains.get(id) ?? null);
  });
}

type UpstreamGroup = components['schemas']['ApiGroup'] & { id: string };
type GroupDomain = components['schemas']['GroupDomain'] & { id: string };

type GroupsPage = UpstreamPage<components['schemas']['ApiGroup']>;

async function readContents(context: RequestContext, instanceId: string): Promise<GatewayContents> {
  const read = (offset: number) => readGroups(context, instanceId, offset, 'within budget');
  const pages = atMostCalls(MAX_GROUP_PAGES, `The gateway ${instanceId} has too many API groups.`, read);
  return contentsOf(
    await readAllPages({ pageSize: MAX_PAGE_SIZE, read: pages, identify: ({ id }) => String(id) }),
    instanceId,
  );
}

/** Reads the first page of a gateway's API groups. One upstream call, out of no budget. @throws ApigFailure */
export function readFirstGroups(context: RequestContext, instanceId: string): Promise<GroupsPage> {
  return readGroups(context, instanceId, 0);
}

/**
 * The upstream calls that all pages of a gateway's groups take, by the first one: each further page begins with the last item of
 * the one before it, and without a total one more shows that nothing follows. Infinity where the first does not tell.
 */
export function pagesOf({ items, total }: GroupsPage): number {
  if (total === undefined) return items.length < MAX_PAGE_SIZE ? 2 : Number.POSITIVE_INFINITY;
  return total <= items.length ? 1 : 1 + Math.ceil((total - items.length) / Math.max(1, items.length - 1));
}

/**
 * Reads what a gateway has after the first page of its groups. What else asks for it in this request has it then.
 * @param most the pages that may be read, with the first one. None comes out of a budget.
 * @throws ApigFailure, `GATEWAY.TOO_MANY_CALLS` for more pages.
 */
export async function readFurtherContents(
  context: RequestContext,
  instanceId: string,
  first: GroupsPage,
  most: number,
): Promise<GatewayContents> {
  const read = async (offset: number) => (offset === 0 ? first : readGroups(context, instanceId, offset));
  const pages = atMostCalls(most, `The gateway ${instanceId} has too many API groups.`, read);
  const contents = contentsOf(
    await readAllPages({ pageSize: MAX_PAGE_SIZE, read: pages, identify: ({ id }) => String(id) }),
    instanceId,
  );
  context.loader(gatewayContentsLoader).prime(instanceId, contents);
  return contents;
}

async function readGroups(
  context: RequestContext,
  instanceId: string,
  offset: number,
  isBudgeted?: 'within budget',
): Promise<GroupsPage> {
  const input = { path: { instance_id: instanceId }, query: { offset, limit: MAX_PAGE_SIZE } };
  const page = await (isBudgeted
    ? context.callWithin('apiGroups', 'listApiGroups', input)
    : context.call('listApiGroups', input));
  return upstreamPage(page.groups, page);
}

function contentsOf(all: readonly components['schemas']['ApiGroup'][], instanceId: string): GatewayContents {
  const groups = all.filter((group): group is UpstreamGroup => group.id !== undefined);
  const domains = groups.flatMap((group) => domainsOf(group, instanceId));
  const byCertificate = new Map<string, Domain[]>();
  for (const domain of domains) {
    const { ssl_id: id } = domain.source;
    if (!id) continue;
    const known = byCertificate.get(id);
    if (known) known.push(domain);
    else byCertificate.set(id, [domain]);
  }
  return { groups: groups.map(({ id, name = '' }) => new ApiGroup({ id, name, instanceId })), domains, byCertificate };
}

/** The domains of a group, as its page or the group alone tells them. */
export function domainsOf(group: UpstreamGroup, instanceId: string): Domain[] {
  return (group.url_domains ?? [])
    .filter((domain): domain is GroupDomain => domain.id !== undefined)
    .map((domain) => toDomain(domain, group, instanceId));
}

/** A group's page does not tell whether HTTP is redirected. What it does not tell is left out. */
function toDomain(domain: GroupDomain, group: UpstreamGroup, instanceId: string): Domain {
  const source: Mutable<UpstreamDomain> = {
    id: domain.id,
    url_domain: domain.domain ?? '',
    status: domain.cname_status ?? 1,
    min_ssl_version: domain.min_ssl_version ?? 'TLSv1.1',
    api_group_id: group.id,
    api_group_name: group.name ?? '',
    instance_id: instanceId,
  };
  if (domain.ssl_id !== undefined) source.ssl_id = domain.ssl_id;
  if (domain.ssl_name !== undefined) source.ssl_name = domain.ssl_name;
  if (domain.ingress_http_port !== undefined) source.ingress_http_port = domain.ingress_http_port;
  if (domain.ingress_https_port !== undefined) source.ingress_https_port = domain.ingress_https_port;
  if (domain.verified_client_certificate_enabled !== undefined) {
    source.verified_client_certificate_enabled = domain.verified_client_certificate_enabled;
  }
  return new Domain(source);
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
