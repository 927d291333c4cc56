import { Arg, Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import { ApigFailure } from '../apig/failure';
import { MAX_PLACEMENTS } from '../contract/limits';
import { errorList, READ_ERRORS } from '../errors/error-lists';
import { ApigDomainNotFoundError } from '../errors/error-results.type';
import { resultOf } from '../errors/result-of';
import { resultUnion } from '../errors/result-union';
import { checkDomainName, domainKey } from '../input/domain-name';
import { RequestContext } from '../request/context';
import { Cost } from '../request/cost';
import { Domain } from './domain.type';
import { readEstate } from './estate.loader';
import { boundedPlacements } from './placements';
import { GATEWAYS_SEARCH } from './search-cost';

@ObjectType({ simpleResolvers: true, description: 'The placements of a domain name on gateways.' })
export class DomainPlacements {
  @Field(() => String, { description: 'The domain name as the request spelled it.' })
  readonly name: string;

  @Cost({ items: MAX_PLACEMENTS })
  @Field(() => [Domain], {
    description:
      'The placements, at least one. There is one for each gateway that has the domain, or one for each pair of custom inbound ports there.',
  })
  readonly placements: readonly Domain[];

  constructor(name: string, placements: readonly Domain[]) {
    this.name = name;
    this.placements = placements;
  }
}

const ERRORS = errorList(READ_ERRORS, ApigDomainNotFoundError);

const DomainResult = resultUnion('DomainResult', 'The result of `domain`.', () => [DomainPlacements, ...ERRORS]);

@Resolver()
export class DomainResolver {
  @Cost({ budgets: GATEWAYS_SEARCH })
  @Query(() => DomainResult, {
    nullable: true,
    description:
      'The gateways and ports on which a domain exists, with its certificate on each. Costs one upstream call, plus one for each 500 API groups of each gateway, at most 100.',
  })
  domain(
    @Arg('name', () => String, {
      description: 'The domain name. `*.example.com` finds only the wildcard domain itself.',
    })
    name: string,
    @Ctx() context: RequestContext,
  ): Promise<typeof DomainResult> {
    return resultOf({ errors: ERRORS, domainNames: [name] }, async () => {
      const key = domainKey(checkDomainName(name, 'name'));
      const placements = boundedPlacements((await context.once(readEstate)).named(key));
      if (placements.length === 0) throw ApigFailure.of('GATEWAY.DOMAIN_NOT_FOUND', 'NOT_SENT');
      return new DomainPlacements(name, placements);
    });
  }
}
