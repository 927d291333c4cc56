import DataLoader from 'dataloader';
import type { RequestContext } from '../context';
import type { components } from '../contract/apig';
import { MAX_PAGE_SIZE } from '../contract/limits';
import { readAllPages } from '../relay/all-pages';
import { ApiGroup } from './api-group';
import { Domain } from './domain';

/** Every API group and domain of the project, by id. */
interface Estate {
  readonly groups: ReadonlyMap<string, ApiGroup>;
  readonly domains: ReadonlyMap<string, Domain>;
}

/**
 * API groups by id, null for one that is not there. The upstream shows a group only to who knows its gateway, so all are
 * read: one call for every 500 gateways, and one for every 500 groups of each gateway, however many ids are asked for.
 */
export function apiGroupLoader(context: RequestContext): DataLoader<string, ApiGroup | null> {
  return new DataLoader(async (ids) => {
    const { groups } = await context.loader(estateLoader).load('');
    return ids.map((id) => groups.get(id) ?? null);
  });
}

/** Domains by id, null for one that is not there; read with all groups, as `apiGroupLoader` tells. */
export function domainLoader(context: RequestContext): DataLoader<string, Domain | null> {
  return new DataLoader(async (ids) => {
    const { domains } = await context.loader(estateLoader).load('');
    return ids.map((id) => domains.get(id) ?? null);
  });
}

/** The project's estate, read once in a request. Its only key is the empty one. */
function estateLoader(context: RequestContext): DataLoader<string, Estate> {
  return new DataLoader(async (keys) => {
    const estate = await readEstate(context);
    return keys.map(() => estate);
  });
}

async function readEstate(context: RequestContext): Promise<Estate> {
  const gateways = await readAllPages(MAX_PAGE_SIZE, async (offset, limit) => {
    const page = await context.call('listGateways', { query: { offset, limit } });
    return { items: page.instances ?? [], total: page.total };
  });
  const groups = new Map<string, ApiGroup>();
  const domains = new Map<string, Domain>();
  await Promise.all(
    gateways.map(async ({ id: instanceId }) => {
      if (instanceId === undefined) return;
      for (const group of await readGroups(context, instanceId)) {
        if (group.id === undefined) continue;
        groups.set(group.id, new ApiGroup({ id: group.id, name: group.name ?? '' }));
        for (const domain of group.url_domains ?? []) {
          const { id } = domain;
          if (id !== undefined) domains.set(id, toDomain({ ...domain, id }, group, instanceId));
        }
      }
    }),
  );
  return { groups, domains };
}

type UpstreamGroup = components['schemas']['ApiGroup'];
type GroupDomain = components['schemas']['GroupDomain'];

function readGroups(context: RequestContext, instanceId: string): Promise<UpstreamGroup[]> {
  return readAllPages(MAX_PAGE_SIZE, async (offset, limit) => {
    const path = { instance_id: instanceId };
    const page = await context.call('listApiGroups', { path, query: { offset, limit } });
    return { items: page.groups ?? [], total: page.total };
  });
}

/** A group's page does not tell whether HTTP is redirected. */
function toDomain(domain: GroupDomain & { id: string }, group: UpstreamGroup, instanceId: string): Domain {
  const { domain: name, cname_status, min_ssl_version, ssl_infos: _, is_has_trusted_root_ca: __, ...facts } = domain;
  return new Domain({
    ...facts,
    url_domain: name ?? '',
    status: cname_status ?? 1,
    min_ssl_version: min_ssl_version ?? 'TLSv1.1',
    api_group_id: group.id ?? '',
    api_group_name: group.name ?? '',
    instance_id: instanceId,
  });
}
