import { ApigFailure } from '../apig/failure';
import { required } from '../apig/reply-values';
import { checkAll } from '../input/check-all';
import { checkId, checkOptionalId } from '../input/check-id';
import { domainKey } from '../input/domain-name';
import type { RequestContext } from '../request/context';
import { Domain } from './domain.type';
import { domainLoader, domainsOf, gatewayContentsLoader } from './estate.loader';

/** The ids that the upstream needs to change a domain. */
export interface DomainPlace {
  readonly domainId: string;
  readonly instanceId: string;
  readonly groupId: string;
  /** The name of the domain; absent if it was not looked up. */
  readonly name?: string;
}

/** A caller's reference to a domain: its id and, optionally, its gateway and API group. */
export interface DomainRef {
  readonly domainId: string;
  readonly instanceId?: string | null | undefined;
  readonly groupId?: string | null | undefined;
}

/**
 * Returns the place of a domain, whose reference was checked. Costs nothing if both the gateway and the group are given; otherwise one upstream call per 500
 * groups of the gateway, or of every gateway.
 * @throws ApigFailure `GATEWAY.DOMAIN_NOT_FOUND` if the domain does not exist.
 */
export async function placeOf(
  context: RequestContext,
  { domainId, instanceId, groupId }: DomainRef,
): Promise<DomainPlace> {
  if (instanceId && groupId) return { domainId, instanceId, groupId };
  const domain = instanceId
    ? (await context.loader(gatewayContentsLoader).load(instanceId)).domain(domainId)
    : await context.loader(domainLoader).load(domainId);
  if (!domain || (groupId && domain.source.api_group_id !== groupId)) {
    throw ApigFailure.of('GATEWAY.DOMAIN_NOT_FOUND', 'NOT_SENT');
  }
  const { instance_id, api_group_id } = domain.source;
  return { domainId, instanceId: instance_id, groupId: required(api_group_id), name: domain.name };
}

/** Checks the ids of a reference. @throws InputError with all violations. */
export function checkDomainRef({ domainId, instanceId, groupId }: DomainRef): void {
  checkAll(
    () => checkId(domainId, 'domainId'),
    () => checkOptionalId(instanceId || null, 'instanceId'),
    () => checkOptionalId(groupId || null, 'groupId'),
  );
}

/** Reads a domain, bypassing all caches. One upstream call. @throws ApigFailure; `GATEWAY.DOMAIN_NOT_FOUND` if it does not exist. */
export async function readDomain(context: RequestContext, place: DomainPlace): Promise<Domain> {
  const domain = (await readGroupDomains(context, place)).find(({ id }) => id === place.domainId);
  return domain ?? notFound();
}

/**
 * Reads a domain on each pair of its ports, bypassing all caches. One upstream call.
 * @returns at least one placement. @throws ApigFailure; `GATEWAY.DOMAIN_NOT_FOUND` if the domain does not exist.
 */
export async function readPlacements(context: RequestContext, place: DomainPlace): Promise<Domain[]> {
  const domains = await readGroupDomains(context, place);
  const key = domainKey(domains.find(({ id }) => id === place.domainId)?.name ?? notFound());
  return domains.filter(({ name }) => domainKey(name) === key);
}

async function readGroupDomains(context: RequestContext, place: DomainPlace): Promise<Domain[]> {
  const path = { instance_id: place.instanceId, group_id: place.groupId };
  const group = await context.call('showApiGroup', { path });
  return domainsOf({ ...group, id: required(group.id) }, place.instanceId);
}

function notFound(): never {
  throw ApigFailure.of('GATEWAY.DOMAIN_NOT_FOUND', 'REFUSED');
}
