import { Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { MAX_GROUP_PAGES } from '../contract/limits';
import { RequestContext } from '../request/context';
import { Cost, type FieldCost } from '../request/cost';
import { Domain } from './domain.type';
import { type DomainFacts, factsOf, type Port, readFacts } from './domain-facts';

/** The calls that the fields of one domain share if it was read from a certificate's own list. */
const FACTS: FieldCost = { budgets: { apiGroups: MAX_GROUP_PAGES }, shared: 'facts' };

const COST =
  "Costs one upstream call for each 500 API groups of the gateway, if the domain was read from a certificate's own list.";

/** Resolves the fields of a domain that a certificate's own list leaves empty. */
@Resolver(() => Domain)
export class DomainFactsResolver {
  @Cost(FACTS)
  @FieldResolver(() => Boolean, {
    nullable: true,
    description: `True if HTTP requests are redirected to HTTPS. Such a domain is unreachable without a certificate. Null if the upstream does not say. ${COST}`,
  })
  httpRedirectsToHttps(@Root() domain: Domain, @Ctx() context: RequestContext): Fact<boolean> {
    return fact(domain, context, ({ redirectsToHttps }) => redirectsToHttps);
  }

  @Cost(FACTS)
  @FieldResolver(() => Int, {
    nullable: true,
    description: `The inbound port for HTTP: 80 unless another is set. Null if the domain does not accept HTTP. ${COST}`,
  })
  httpPort(@Root() domain: Domain, @Ctx() context: RequestContext): Fact<number> {
    return port(fact(domain, context, ({ httpPort }) => httpPort));
  }

  @Cost(FACTS)
  @FieldResolver(() => Int, {
    nullable: true,
    description: `The inbound port for HTTPS: 443 unless another is set. Null if the domain does not accept HTTPS. ${COST}`,
  })
  httpsPort(@Root() domain: Domain, @Ctx() context: RequestContext): Fact<number> {
    return port(fact(domain, context, ({ httpsPort }) => httpsPort));
  }

  @Cost(FACTS)
  @FieldResolver(() => Boolean, {
    nullable: true,
    description: `True if clients must present a certificate (mutual TLS). Null if the upstream does not say. ${COST}`,
  })
  verifiedClientCertificateEnabled(@Root() domain: Domain, @Ctx() context: RequestContext): Fact<boolean> {
    return fact(domain, context, ({ verifiesClients }) => verifiesClients);
  }
}

/** A fact: a plain value if the domain contains it, otherwise a promise. */
type Fact<Value> = Value | null | Promise<Value | null>;

function fact<Value>(
  domain: Domain,
  context: RequestContext,
  select: (facts: DomainFacts) => Value | null,
): Fact<Value> {
  const known = select(factsOf(domain));
  return known !== null || domain.isFromGroup ? known : readFacts(context, domain).then(select);
}

function port(found: Fact<Port>): Fact<number> {
  if (found instanceof Promise) return found.then(numberOf);
  return numberOf(found);
}

function numberOf(found: Port | null): number | null {
  return found === 'CLOSED' ? null : found;
}
