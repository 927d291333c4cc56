import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { required } from '../apig/reply-values';
import { DEFAULT_PAGE_SIZE } from '../contract/limits';
import { READ_ERRORS } from '../errors/error-lists';
import { resultOf } from '../errors/result-of';
import { resultUnion } from '../errors/result-union';
import { connectionOf, edgeOf } from '../relay/connection.type';
import { countedPage } from '../relay/counted-page';
import { upstreamPage } from '../relay/last-page';
import { pageRequest, toPage } from '../relay/page';
import { RequestContext } from '../request/context';
import { Cost } from '../request/cost';
import { Gateway } from './gateway.type';

@ObjectType({ simpleResolvers: true, description: 'A gateway and its position in a list.' })
export class GatewayEdge extends edgeOf(Gateway, 'gateway') {}

@ObjectType({ simpleResolvers: true, description: 'A page of gateways (Relay connection specification).' })
export class GatewayConnection extends connectionOf<Gateway>(GatewayEdge, 'gateway') {}

const GatewaysResult = resultUnion('GatewaysResult', 'The result of `gateways`.', () => [
  GatewayConnection,
  ...READ_ERRORS,
]);

@Resolver()
export class GatewaysResolver {
  @Cost({ calls: 1 })
  @Query(() => GatewaysResult, {
    nullable: true,
    description: "The gateways of the caller's project, page by page. Costs one upstream call for each page.",
  })
  gateways(
    @Arg('first', () => Int, {
      defaultValue: DEFAULT_PAGE_SIZE,
      description: 'The number of gateways to return, 1 to 500.',
    })
    first: number,
    @Arg('after', () => String, { nullable: true, description: 'The cursor after which the page begins.' })
    after: string | null | undefined,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<typeof GatewaysResult> {
    return resultOf({ errors: READ_ERRORS }, async () => {
      const request = pageRequest('gateways', first, after);
      const page = await context.call('listGateways', { query: { offset: request.offset, limit: request.limit } });
      const gateways = upstreamPage(page.instances, page).items.map(
        (source) => new Gateway({ ...source, id: required(source.id) }),
      );
      return new GatewayConnection(await countedPage(toPage(request, gateways, page.total), info));
    });
  }
}
