import DataLoader from 'dataloader';
import { ApigFailure } from '../apig/failure';
import type { components } from '../contract/apig';
import { CALL_BUDGETS, MAX_GROUP_PAGES, MAX_PAGE_SIZE } from '../contract/limits';
import { domainKey } from '../input/domain-name';
import { groupBy } from '../lib/group-by';
import { lazy } from '../lib/lazy';
import { mapBounded } from '../lib/map-bounded';
import { readAllPages } from '../relay/all-pages';
import type { UpstreamPage } from '../relay/last-page';
import { incompleteList, upstreamPage } from '../relay/last-page';
import { tooManyCalls } from '../request/call-budgets';
import { atMostCalls } from '../request/call-limit';
import type { RequestContext } from '../request/context';
import { ApiGroup } from './api-group.type';
import { Domain } from './domain.type';
import { readAllGateways } from './gateway.loader';
import type { UpstreamDomain } from './upstream-domain';

/** All API groups and domains of the project, and the ids of the certificates that are attached to one of the domains. */
export interface Estate {
  readonly groups: readonly ApiGroup[];
  readonly domains: readonly Domain[];
  readonly attachedIds: ReadonlySet<string>;
  /** Returns the domains with a name, on all gateways. @param key the key of the name, from `domainKey`. */
  readonly named: (key: string) => readonly Domain[];
}

/** The API groups and domains of one gateway. */
export interface GatewayContents {
  readonly groups: readonly ApiGroup[];
  /** The domains, in the order of their groups. A gateway with custom inbound ports has several with the same name. */
  readonly domains: readonly Domain[];
  /** The domains that have a certificate, by the certificate's id. */
  readonly byCertificate: ReadonlyMap<string, readonly Domain[]>;
  /** Returns the domain with an id. */
  readonly domain: (id: string) => Domain | undefined;
  /** Returns the domains with a name. @param key the key of the name, from `domainKey`. */
  readonly named: (key: string) => readonly Domain[];
  /** Returns the domains of an API group. */
  readonly inGroup: (groupId: string) => readonly Domain[];
  /** Returns the ids of all certificates of its domains. A domain may have a second one, for another key algorithm. */
  readonly attachedIds: () => string[];
}

/**
 * Reads the project's estate: one call for the gateways, and one per 500 API groups of each gateway. Call it with
 * `context.once(readEstate)`, so that it runs once per request.
 * @throws ApigFailure; `GATEWAY.TOO_MANY_CALLS` if the call budget of API groups is exceeded.
 */
export async function readEstate(context: RequestContext): Promise<Estate> {
  const gateways = await context.once(readAllGateways);
  // A search that cannot finish within its budget is not started.
  if (gateways.length > CALL_BUDGETS.apiGroups) {
    throw tooManyCalls(CALL_BUDGETS.apiGroups, `The project has ${gateways.length} gateways. Specify the gateway.`);
  }
  const contents = await Promise.all(gateways.map(({ id }) => context.loader(gatewayContentsLoader).load(id)));
  return estateOf(contents);
}

/** Each index is built on its first use, once per request: an estate may have 150,000 domains, and a request 1,000 names. */
function estateOf(contents: readonly GatewayContents[]): Estate {
  const groups = lazy(() => contents.flatMap((it) => it.groups));
  const domains = lazy(() => contents.flatMap((it) => it.domains));
  const attachedIds = lazy(() => new Set(contents.flatMap((it) => it.attachedIds())));
  return {
    get groups() {
      return groups();
    },
    get domains() {
      return domains();
    },
    get attachedIds() {
      return attachedIds();
    },
    named: (key) => contents.flatMap((it) => it.named(key)),
  };
}

/** Loads the API groups and domains of gateways by gateway id. One upstream call per 500 groups, within a call budget. */
export function gatewayContentsLoader(context: RequestContext): DataLoader<string, GatewayContents> {
  return new DataLoader((ids) => mapBounded(ids, (id) => readContents(context, id).catch((error: Error) => error)));
}

/**
 * Loads API groups by id, null for one that does not exist. The upstream requires the gateway's id to show a group, so all groups
 * are read: one call for the gateways and one per 500 groups of each gateway, for any number of ids.
 */
export function apiGroupLoader(context: RequestContext): DataLoader<string, ApiGroup | null> {
  return new DataLoader<string, ApiGroup | null>(async (ids) => {
    const { groups } = await context.once(readEstate);
    return uniqueById(ids, groups, ({ instanceId }) => instanceId);
  });
}

/** Loads domains by id, null for one that does not exist. They are read together with all groups, as in `apiGroupLoader`. */
export function domainLoader(context: RequestContext): DataLoader<string, Domain | null> {
  return new DataLoader<string, Domain | null>(async (ids) => {
    const { domains } = await context.once(readEstate);
    return uniqueById(ids, domains, ({ source }) => source.instance_id);
  });
}

/** Returns the item with each id, null for none, and a failure for an id on several gateways: it does not tell which one is requested. */
function uniqueById<Item extends { readonly id: string }>(
  ids: readonly string[],
  items: readonly Item[],
  gatewayOf: (item: Item) => string,
): (Item | ApigFailure | null)[] {
  const wanted = new Set(ids);
  const found = new Map<string, Item | ApigFailure>();
  for (const item of items) {
    if (!wanted.has(item.id)) continue;
    const other = found.get(item.id) ?? item;
    const isAmbiguous = other instanceof ApigFailure || gatewayOf(other) !== gatewayOf(item);
    found.set(item.id, isAmbiguous ? incompleteList() : item);
  }
  return ids.map((id) => found.get(id) ?? null);
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

/** Reads the first page of a gateway's API groups. One upstream call, outside of all call budgets. @throws ApigFailure */
export function readFirstGroups(context: RequestContext, instanceId: string): Promise<GroupsPage> {
  return readGroups(context, instanceId, 0);
}

/**
 * Returns the number of upstream calls for all pages of a gateway's groups, given the first one. Each further page begins with the
 * last item of the previous page. Without a total, one more page shows that nothing follows. Infinity if the number is unknown.
 */
export function pagesOf({ items, total }: GroupsPage): number {
  if (total === undefined) return items.length < MAX_PAGE_SIZE ? 2 : Number.POSITIVE_INFINITY;
  return total <= items.length ? 1 : 1 + Math.ceil((total - items.length) / Math.max(1, items.length - 1));
}

/**
 * Reads the rest of a gateway's contents after the first page of its groups. The result is cached for the request.
 * @param most the maximum number of pages, including the first one. They do not count against a budget.
 * @throws ApigFailure; `GATEWAY.TOO_MANY_CALLS` if there are more pages.
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

/** The domains of the groups that were read with them. */
const DOMAINS_OF = new WeakMap<ApiGroup, () => readonly Domain[]>();

/** Returns the domains of a group that was read with them, otherwise undefined. */
export function knownDomains(group: ApiGroup): readonly Domain[] | undefined {
  return DOMAINS_OF.get(group)?.();
}

/** Converts all API groups of a gateway. Their domains are indexed on the first lookup. */
export function contentsOf(all: readonly components['schemas']['ApiGroup'][], instanceId: string): GatewayContents {
  const groups = all.filter((group): group is UpstreamGroup => group.id !== undefined);
  const domains = groups.flatMap((group) => rowsOf(group).map((row) => toDomain(row, group, instanceId)));
  // A domain with several certificates is in the list of each.
  const served = domains.flatMap((domain) => domain.certificateIds.map((id) => servedBy(domain, id)));
  const byCertificate = groupBy(served, ({ source }) => source.ssl_id ?? '');
  const byId = lazy(() => new Map(domains.map((it) => [it.id, it])));
  const byName = lazy(() => groupBy(domains, ({ name }) => domainKey(name)));
  const byGroup = lazy(() => groupBy(domains, ({ source }) => source.api_group_id));
  const inGroup = (id: string) => byGroup().get(id) ?? [];
  return {
    groups: groups.map(({ id, name = '' }) => {
      const group = new ApiGroup({ id, name, instanceId });
      DOMAINS_OF.set(group, () => inGroup(id));
      return group;
    }),
    domains,
    byCertificate,
    domain: (id) => byId().get(id),
    named: (key) => byName().get(key) ?? [],
    inGroup,
    attachedIds: () => [...byCertificate.keys()],
  };
}

/** Returns a domain as the list of one of its certificates shows it. */
function servedBy(domain: Domain, certificateId: string): Domain {
  const { source, certificateIds } = domain;
  return certificateId === source.ssl_id
    ? domain
    : Domain.ofGroup({ ...source, ssl_id: certificateId }, certificateIds);
}

function certificateIdsOf({ ssl_id, ssl_infos = [] }: components['schemas']['GroupDomain']): string[] {
  const ids = [ssl_id, ...ssl_infos.map((info) => info.ssl_id)];
  return [...new Set(ids.filter((id): id is string => Boolean(id)))];
}

/** Returns the domains of a group, from a list page or from the group's own representation. */
export function domainsOf(group: UpstreamGroup, instanceId: string): Domain[] {
  return rowsOf(group).map((domain) => toDomain(domain, group, instanceId));
}

function rowsOf(group: UpstreamGroup): GroupDomain[] {
  return (group.url_domains ?? []).filter((domain): domain is GroupDomain => domain.id !== undefined);
}

/** Converts a domain of a group to the form of a certificate's own list. */
function toDomain(domain: GroupDomain, group: UpstreamGroup, instanceId: string): Domain {
  const certificateIds = certificateIdsOf(domain);
  const [certificateId] = certificateIds;
  const source: Mutable<UpstreamDomain> = {
    id: domain.id,
    url_domain: domain.domain ?? '',
    min_ssl_version: domain.min_ssl_version ?? 'TLSv1.1',
    api_group_id: group.id,
    api_group_name: group.name ?? '',
    instance_id: instanceId,
  };
  if (domain.cname_status !== undefined) source.status = domain.cname_status;
  if (certificateId !== undefined) source.ssl_id = certificateId;
  if (domain.is_http_redirect_to_https !== undefined) {
    source.is_http_redirect_to_https = domain.is_http_redirect_to_https;
  }
  if (domain.ingress_http_port !== undefined) source.ingress_http_port = domain.ingress_http_port;
  if (domain.ingress_https_port !== undefined) source.ingress_https_port = domain.ingress_https_port;
  if (domain.verified_client_certificate_enabled !== undefined) {
    source.verified_client_certificate_enabled = domain.verified_client_certificate_enabled;
  }
  return Domain.ofGroup(source, certificateIds);
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
