import { Arg, Ctx, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { DEFAULT_PAGE_SIZE, MAX_GATEWAY_PAGES, MAX_GROUP_PAGES } from '../contract/limits';
import { connectionOf, edgeOf } from '../relay/connection.type';
import { pageRequest, slicePage } from '../relay/page';
import { RequestContext } from '../request/context';
import { Cost, type FieldCost } from '../request/cost';
import { ApiGroup } from './api-group.type';
import { type Domain, DomainConnection } from './domain.type';
import { gatewayContentsLoader, knownDomains } from './estate.loader';
import { gatewayLoader } from './gateway.loader';
import { Gateway } from './gateway.type';

@ObjectType({ simpleResolvers: true, description: 'An API group and its position in a list.' })
export class ApiGroupEdge extends edgeOf(ApiGroup, 'API group') {}

@ObjectType({ simpleResolvers: true, description: 'A page of API groups (Relay connection specification).' })
export class ApiGroupConnection extends connectionOf<ApiGroup>(ApiGroupEdge, 'API group') {}

/** The cost of reading all pages of a gateway's API groups, which contain its domains too. */
const CONTENTS: FieldCost = { budgets: { apiGroups: MAX_GROUP_PAGES }, shared: 'contents' };

const FIRST = { defaultValue: DEFAULT_PAGE_SIZE, description: 'The number of items to return, 1 to 500.' };
const AFTER = { nullable: true, description: 'The cursor after which the page begins.' };
const HAS_CERTIFICATE = {
  nullable: true,
  description: 'The filter by certificate: true for domains with one, false for domains without. Default: all domains.',
};

/** Resolves the API groups and domains of a gateway, from the pages of its API groups. */
@Resolver(() => Gateway)
export class GatewayContentsResolver {
  @Cost(CONTENTS)
  @FieldResolver(() => ApiGroupConnection, {
    nullable: true,
    description: 'The API groups of the gateway. Costs one upstream call for each 500 groups, shared with `domains`.',
  })
  async apiGroups(
    @Root() gateway: Gateway,
    @Arg('first', () => Int, FIRST) first: number,
    @Arg('after', () => String, AFTER) after: string | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<ApiGroupConnection> {
    const request = pageRequest(`apiGroups ${gateway.id}`, first, after);
    const { groups } = await context.loader(gatewayContentsLoader).load(gateway.id);
    await context.pace(Math.min(first, groups.length));
    return new ApiGroupConnection(slicePage(request, groups));
  }

  @Cost(CONTENTS)
  @FieldResolver(() => DomainConnection, {
    nullable: true,
    description:
      'The domains of the gateway. Costs one upstream call for each 500 API groups, shared with `apiGroups`.',
  })
  async domains(
    @Root() gateway: Gateway,
    @Arg('first', () => Int, FIRST) first: number,
    @Arg('after', () => String, AFTER) after: string | null | undefined,
    @Arg('hasCertificate', () => Boolean, HAS_CERTIFICATE) hasCertificate: boolean | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<DomainConnection> {
    const request = pageRequest(`domains of gateway ${gateway.id} ${hasCertificate ?? ''}`, first, after);
    const { domains } = await context.loader(gatewayContentsLoader).load(gateway.id);
    await context.pace(Math.min(first, domains.length));
    return new DomainConnection(slicePage(request, withCertificate(domains, hasCertificate)));
  }
}

/** Resolves the gateway and the domains of an API group. */
@Resolver(() => ApiGroup)
export class ApiGroupContentsResolver {
  @Cost({ budgets: { gateways: MAX_GATEWAY_PAGES } })
  @FieldResolver(() => Gateway, { nullable: true, description: 'The gateway of the API group.' })
  gateway(@Root() group: ApiGroup, @Ctx() context: RequestContext): Promise<Gateway | null> {
    return context.loader(gatewayLoader).load(group.instanceId);
  }

  @Cost(CONTENTS)
  @FieldResolver(() => DomainConnection, {
    nullable: true,
    description: 'The domains of the API group. Costs one upstream call for each 500 API groups of its gateway.',
  })
  domains(
    @Root() group: ApiGroup,
    @Arg('first', () => Int, FIRST) first: number,
    @Arg('after', () => String, AFTER) after: string | null | undefined,
    @Arg('hasCertificate', () => Boolean, HAS_CERTIFICATE) hasCertificate: boolean | null | undefined,
    @Ctx() context: RequestContext,
  ): DomainConnection | Promise<DomainConnection> {
    const request = pageRequest(`domains of group ${group.id} ${hasCertificate ?? ''}`, first, after);
    const page = (all: readonly Domain[]) =>
      new DomainConnection(slicePage(request, withCertificate(all, hasCertificate)));
    // A response may have thousands of groups. A promise for each would cost several times the rest.
    const known = knownDomains(group);
    if (known) return page(known);
    const contents = context.loader(gatewayContentsLoader).load(group.instanceId);
    return contents.then(({ inGroup }) => page(inGroup(group.id)));
  }
}

function withCertificate(domains: readonly Domain[], wanted: boolean | null | undefined): readonly Domain[] {
  return typeof wanted === 'boolean' ? domains.filter((domain) => domain.hasCertificate === wanted) : domains;
}
