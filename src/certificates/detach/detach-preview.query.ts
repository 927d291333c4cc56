import { Arg, Ctx, Field, ID, ObjectType, Query, Resolver, registerEnumType } from 'type-graphql';
import { MAX_ATTACHED_PAGES, MAX_DOMAINS, MAX_PLACEMENTS } from '../../contract/limits';
import { resultOf } from '../../errors/result-of';
import { resultUnion } from '../../errors/result-union';
import { Domain } from '../../gateways/domain.type';
import { GATEWAYS_SEARCH } from '../../gateways/search-cost';
import { checkId } from '../../input/check-id';
import { RequestContext } from '../../request/context';
import { Cost, lengthOf } from '../../request/cost';
import { CertificateDomainInput, inRequestOrder, toWantedDomains } from '../changes/certificate-domain.input';
import { CERTIFICATE_ERRORS } from '../queries/certificate.query';
import { type DetachPlan, detachRefusal, planDetach } from './plan-detach';

/** What a detach would do with one domain. */
export enum DetachAction {
  DETACH = 'DETACH',
  NOT_ATTACHED = 'NOT_ATTACHED',
  NOT_FOUND = 'NOT_FOUND',
}

registerEnumType(DetachAction, {
  name: 'DetachAction',
  description: 'What a detach would do with one domain.',
  valuesConfig: {
    DETACH: { description: 'Detach it: it loses TLS at once.' },
    NOT_ATTACHED: {
      description:
        'It is not attached, or not on each gateway that is named. `FAIL` refuses the whole change; `SKIP` takes off what is attached, in `placements`.',
    },
    NOT_FOUND: {
      description:
        'The domain or a gateway that is named is not there. `FAIL` refuses the whole change; `SKIP` passes it over.',
    },
  },
});

@ObjectType({ simpleResolvers: true, description: 'What a detach would do with one domain.' })
export class PlannedDetachment {
  @Field(() => String, { description: 'The domain as the request named it.' })
  readonly domain: string;

  @Field(() => DetachAction, { description: 'What would become of it.' })
  readonly action: DetachAction;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether HTTP is redirected to HTTPS on one of the placements: then detaching cuts the site off. Null where the upstream does not tell.',
  })
  readonly cutsOff: boolean | null;

  @Cost({ items: MAX_PLACEMENTS })
  @Field(() => [Domain], {
    description: 'Where it is attached, on each gateway and pair of ports: what would be taken off.',
  })
  readonly placements: readonly Domain[];

  constructor(domain: string, { finding, placements }: DetachPlan) {
    const redirects = placements.map(({ source }) => source.is_http_redirect_to_https);
    this.domain = domain;
    this.action =
      finding === 'ATTACHED'
        ? DetachAction.DETACH
        : finding === 'FOUND'
          ? DetachAction.NOT_ATTACHED
          : DetachAction.NOT_FOUND;
    this.cutsOff = redirects.includes(true) ? true : redirects.includes(undefined) ? null : false;
    this.placements = placements;
  }
}

@ObjectType({
  simpleResolvers: true,
  description: 'What `detachCertificateDomains` would do now. Nothing was changed.',
})
export class DetachPreview {
  @Field(() => String, {
    nullable: true,
    description:
      'The type of the error result that the change would get with `FAIL`: nothing would be detached. Null where it would succeed. With `SKIP` it always would.',
  })
  readonly refusedWith: string | null;

  @Cost({ items: (_, { domains }) => Math.min(lengthOf(domains), MAX_DOMAINS) })
  @Field(() => [PlannedDetachment], { description: 'One for each requested domain, in the order of the request.' })
  readonly domains: readonly PlannedDetachment[];

  constructor(inputs: readonly CertificateDomainInput[], plans: readonly DetachPlan[]) {
    this.refusedWith = detachRefusal(plans)?.name ?? null;
    this.domains = inRequestOrder(inputs, plans, (domain, plan) => new PlannedDetachment(domain, plan));
  }
}

const DetachPreviewResult = resultUnion('DetachPreviewResult', 'What `detachPreview` answers.', () => [
  DetachPreview,
  ...CERTIFICATE_ERRORS,
]);

@Resolver()
export class DetachPreviewResolver {
  @Cost({ calls: 1 + MAX_ATTACHED_PAGES, budgets: GATEWAYS_SEARCH })
  @Query(() => DetachPreviewResult, {
    description:
      'What `detachCertificateDomains` would do with the same arguments, without doing it. Costs a read of the certificate and of its domains, and where one of the domains is not attached, of every gateway.',
  })
  detachPreview(
    @Arg('certificateId', () => ID, { description: 'The certificate to detach.' }) certificateId: string,
    @Arg('domains', () => [CertificateDomainInput], { description: 'The domains to detach it from: 1 to 100.' })
    inputs: CertificateDomainInput[],
    @Ctx() context: RequestContext,
  ): Promise<typeof DetachPreviewResult> {
    return resultOf({ errors: CERTIFICATE_ERRORS, certificateId }, async () => {
      checkId(certificateId, 'certificateId');
      return new DetachPreview(inputs, await planDetach(context, certificateId, toWantedDomains(inputs)));
    });
  }
}
