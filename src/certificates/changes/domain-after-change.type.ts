import { Ctx, Field, ObjectType } from 'type-graphql';
import { ApigFailure } from '../../apig/failure';
import { MAX_PLACEMENTS } from '../../contract/limits';
import { classify } from '../../errors/classify';
import { Domain } from '../../gateways/domain.type';
import { gatewayContentsLoader, readEstate } from '../../gateways/estate.loader';
import { boundedPlacements } from '../../gateways/placements';
import { GATEWAYS_SEARCH } from '../../gateways/search-cost';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import type { WantedDomain } from './certificate-domain.input';

/** The base of the types that report a change for one of the requested domains. */
@ObjectType({ simpleResolvers: true, description: 'A domain after a change.' })
export abstract class DomainAfterChange {
  @Field(() => String, { description: 'The domain name as the request spelled it.' })
  readonly domain: string;

  constructor(
    domain: string,
    private readonly wanted: WantedDomain,
  ) {
    this.domain = domain;
  }

  @Cost({ budgets: GATEWAYS_SEARCH, items: MAX_PLACEMENTS })
  @Field(() => [Domain], {
    nullable: true,
    description:
      'The placements of the domain on the requested gateways, after the change. They are read only if selected, once for all domains: one upstream call for each 500 API groups of the requested gateways, or of all gateways if a domain names none. If that read fails, it is null, with an entry in `errors`. The change is made nevertheless.',
  })
  placements(@Ctx() context: RequestContext): Promise<readonly Domain[]> {
    return readPlacements(context, this.wanted);
  }
}

/**
 * Reads the placements of a domain on the requested gateways, or on all gateways. The loaders of the request share the reads; `runChange`
 * has dropped what was read before the change.
 * @throws ApigFailure
 */
async function readPlacements(context: RequestContext, wanted: WantedDomain): Promise<readonly Domain[]> {
  const { instance_ids: ids } = wanted.ref;
  return boundedPlacements(
    ids
      ? (await Promise.all(ids.map((id) => domainsOn(context, id, wanted.key)))).flat()
      : (await context.once(readEstate)).named(wanted.key),
  );
}

/** Reads the domains of a gateway with a name. One that does not exist has none: a change with `SKIP` ignores it. */
async function domainsOn(context: RequestContext, instanceId: string, key: string): Promise<readonly Domain[]> {
  try {
    return (await context.loader(gatewayContentsLoader).load(instanceId)).named(key);
  } catch (error) {
    if (error instanceof ApigFailure && classify(error).kind === 'not_found:gateway') return [];
    throw error;
  }
}
