import { Ctx, Directive, Field, ID, ObjectType } from 'type-graphql';
import { MAX_GATEWAY_PAGES } from '../contract/limits';
import { connectionOf, edgeOf } from '../relay/connection.type';
import { RequestContext } from '../request/context';
import { Cost } from '../request/cost';
import { ApiGroup } from './api-group.type';
import { DomainResolution, resolutionOf } from './domain-resolution.enum';
import { gatewayLoader } from './gateway.loader';
import { Gateway } from './gateway.type';
import type { UpstreamDomain } from './upstream-domain';

@Directive('@key(fields: "id")')
@ObjectType({
  simpleResolvers: true,
  description:
    'A custom domain of an API group. On a gateway with custom inbound ports, there is one for each pair of ports, all with the same name and certificate.',
})
export class Domain {
  /**
   * @param source the domain as the upstream sent it. `factsOf` reads the attributes that a certificate's own list leaves empty.
   * @param isFromGroup true if it was read from its API group, which contains all its facts.
   * @param certificateIds the ids of all certificates that are known to be attached to it. It may have one for each key algorithm.
   */
  constructor(
    readonly source: UpstreamDomain,
    readonly isFromGroup: boolean,
    readonly certificateIds: readonly string[],
  ) {}

  /** Creates a domain from its API group, which contains all its facts. @param certificateIds the ids of all of its certificates. */
  static ofGroup(source: UpstreamDomain, certificateIds: readonly string[]): Domain {
    return new Domain(source, true, certificateIds);
  }

  /**
   * Creates a domain from a row of a certificate's own list, which leaves some facts empty. Its certificate is the one of the list,
   * whatever the row contains.
   */
  static ofCertificate(certificateId: string, row: UpstreamDomain): Domain {
    return new Domain({ ...row, ssl_id: certificateId }, false, [certificateId]);
  }

  /** True if at least one certificate is attached to it. */
  get hasCertificate(): boolean {
    return this.certificateIds.length > 0;
  }

  @Field(() => ID, { description: 'The id of the domain.' })
  get id(): string {
    return this.source.id;
  }

  @Field(() => String, {
    description: 'The domain name, as the upstream spells it. A wildcard is written `*.example.com`.',
  })
  get name(): string {
    return this.source.url_domain;
  }

  @Field(() => DomainResolution, { description: "The resolution status of the domain's CNAME record." })
  get resolution(): DomainResolution {
    return resolutionOf(this.source.status);
  }

  @Field(() => String, {
    nullable: true,
    description:
      "The minimum TLS version, as the upstream's text: `TLSv1.1` or `TLSv1.2`. Null if the upstream does not say.",
  })
  get minTlsVersion(): string | null {
    return this.source.min_ssl_version ?? null;
  }

  @Field(() => ApiGroup, {
    nullable: true,
    description: 'The API group of the domain. Null if the upstream does not say.',
  })
  get apiGroup(): ApiGroup | null {
    const { api_group_id: id, api_group_name: name, instance_id: instanceId } = this.source;
    return id === undefined ? null : new ApiGroup({ id, name: name ?? '', instanceId });
  }

  @Cost({ budgets: { gateways: MAX_GATEWAY_PAGES } })
  @Field(() => Gateway, {
    nullable: true,
    description: 'The gateway of the domain. Costs one upstream call for all domains in the response together.',
  })
  gateway(@Ctx() context: RequestContext): Promise<Gateway | null> {
    return context.loader(gatewayLoader).load(this.source.instance_id);
  }
}

@ObjectType({ simpleResolvers: true, description: 'A domain and its position in a list.' })
export class DomainEdge extends edgeOf(Domain, 'domain') {}

@ObjectType({ simpleResolvers: true, description: 'A page of domains (Relay connection specification).' })
export class DomainConnection extends connectionOf<Domain>(DomainEdge, 'domain') {}
