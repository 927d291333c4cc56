import { ApigFailure } from '../apig/failure';
import { required } from '../apig/reply-values';
import { checkId } from '../input/check-id';
import type { RequestContext } from '../request/context';
import { Domain } from './domain.type';
import { domainLoader, domainsOf, gatewayContentsLoader } from './estate.loader';

/** Where one domain is: what the upstream wants to know before it changes it. */
export interface DomainPlace {
  readonly domainId: string;
  readonly instanceId: string;
  readonly groupId: string;
  /** The name of the domain, where it was looked up. */
  readonly name?: string;
}

/** What a caller says of a domain: its id, and where it is, if known. */
export interface DomainRef {
  readonly domainId: string;
  readonly instanceId?: string | null | undefined;
  readonly groupId?: string | null | undefined;
}

/**
 * Where a domain is. Costs nothing where both the gateway and the group are told; else one upstream call for each 500
 * groups of the gateway, or of every gateway.
 * @throws ApigFailure `GATEWAY.DOMAIN_NOT_FOUND` for a domain that is not there; `GATEWAY.INVALID_INPUT` for what is no id.
 */
export async function placeOf(
  context: RequestContext,
  { domainId, instanceId, groupId }: DomainRef,
): Promise<DomainPlace> {
  checkId(domainId, 'domainId');
  if (instanceId) checkId(instanceId, 'instanceId');
  if (groupId) checkId(groupId, 'groupId');
  if (instanceId && groupId) return { domainId, instanceId, groupId };
  const domain = instanceId
    ? (await context.loader(gatewayContentsLoader).load(instanceId)).domains.find(({ id }) => id === domainId)
    : await context.loader(domainLoader).load(domainId);
  if (!domain || (groupId && domain.source.api_group_id !== groupId)) {
    throw ApigFailure.of('GATEWAY.DOMAIN_NOT_FOUND', 'NOT_SENT');
  }
  const { instance_id, api_group_id } = domain.source;
  return { domainId, instanceId: instance_id, groupId: required(api_group_id), name: domain.name };
}

/** A domain as it is now, read past every cache. One upstream call. @throws ApigFailure, `GATEWAY.DOMAIN_NOT_FOUND` for one that is not there. */
export async function readDomain(context: RequestContext, place: DomainPlace): Promise<Domain> {
  const { instanceId, groupId, domainId } = place;
  const group = await context.call('showApiGroup', { path: { instance_id: instanceId, group_id: groupId } });
  const domain = domainsOf({ ...group, id: required(group.id) }, instanceId).find(({ id }) => id === domainId);
  return domain ?? notFound();
}

function notFound(): never {
  throw ApigFailure.of('GATEWAY.DOMAIN_NOT_FOUND', 'REFUSED');
}
