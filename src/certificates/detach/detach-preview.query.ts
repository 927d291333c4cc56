import { Arg, Ctx, Field, ID, ObjectType, Query, Resolver, registerEnumType } from 'type-graphql';
import { MAX_ATTACHED_PAGES, MAX_DOMAINS, MAX_PLACEMENTS } from '../../contract/limits';
import { ApigError } from '../../errors/apig-error.type';
import { resultOf } from '../../errors/result-of';
import { resultUnion } from '../../errors/result-union';
import { Domain } from '../../gateways/domain.type';
import { GATEWAYS_SEARCH } from '../../gateways/search-cost';
import { RequestContext } from '../../request/context';
import { Cost, lengthOf } from '../../request/cost';
import { CertificateDomainInput, checkDomainsChange, inRequestOrder } from '../changes/certificate-domain.input';
import { refusalResult } from '../changes/expected-refusal';
import { CERTIFICATE_ERRORS } from '../queries/certificate.query';
import { DETACH_ERRORS, NotAttachedPolicy } from './detach-certificate-domains.mutation';
import { type DetachPlan, detachRefusal, planDetach } from './plan-detach';

/** The expected effect of a detach on one domain. */
export enum DetachAction {
  DETACH = 'DETACH',
  NOT_ATTACHED = 'NOT_ATTACHED',
  NOT_FOUND = 'NOT_FOUND',
}

registerEnumType(DetachAction, {
  name: 'DetachAction',
  description: 'The expected effect of a detach on one domain.',
  valuesConfig: {
    DETACH: { description: 'It would be detached and lose TLS immediately.' },
    NOT_ATTACHED: {
      description:
        'It is not attached, or not on every given gateway. `FAIL` rejects the whole change; `SKIP` detaches its `placements`.',
    },
    NOT_FOUND: {
      description:
        'The domain or a given gateway does not exist. `FAIL` rejects the whole change; `SKIP` ignores the domain.',
    },
  },
});

@ObjectType({ simpleResolvers: true, description: 'The expected effect of a detach on one domain.' })
export class PlannedDetachment {
  @Field(() => String, { description: 'The domain name as the request spelled it.' })
  readonly domain: string;

  @Field(() => DetachAction, { description: 'The expected effect.' })
  readonly action: DetachAction;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True if a detach would make the domain unreachable over HTTP as well. This happens if HTTP is redirected to HTTPS, or closed, on one of the placements. Null if it is not known: the upstream does not say, or the caller may not read the API group.',
  })
  readonly cutsOff: boolean | null;

  @Cost({ items: MAX_PLACEMENTS })
  @Field(() => [Domain], {
    description: 'The placements that would be detached, one for each gateway and pair of ports.',
  })
  readonly placements: readonly Domain[];

  constructor(domain: string, { finding, placements, cutsOff }: DetachPlan) {
    this.domain = domain;
    this.action =
      finding === 'ATTACHED'
        ? DetachAction.DETACH
        : finding === 'FOUND'
          ? DetachAction.NOT_ATTACHED
          : DetachAction.NOT_FOUND;
    this.cutsOff = cutsOff;
    this.placements = placements;
  }
}

@ObjectType({
  simpleResolvers: true,
  description: 'The expected result of `detachCertificateDomains`. Nothing was changed.',
})
export class DetachPreview {
  @Field(() => ApigError, {
    nullable: true,
    description:
      'The error that the change would return; null if it would succeed. With an error, nothing would be detached. If only some of the domains are attached, an upstream that ignores the others lets `FAIL` succeed: the `placements` are detached then. With `SKIP`, the change always succeeds.',
  })
  readonly refusal: ApigError | null;

  @Cost({ items: (_, { domains }) => Math.min(lengthOf(domains), MAX_DOMAINS) })
  @Field(() => [PlannedDetachment], { description: 'The expected effect on each requested domain, in request order.' })
  readonly domains: readonly PlannedDetachment[];

  constructor(
    certificateId: string,
    inputs: readonly CertificateDomainInput[],
    plans: readonly DetachPlan[],
    policy: NotAttachedPolicy,
  ) {
    const refusal = policy === NotAttachedPolicy.FAIL ? detachRefusal(plans) : undefined;
    this.refusal = refusalResult(refusal, DETACH_ERRORS, { certificateId });
    this.domains = inRequestOrder(inputs, plans, (domain, plan) => new PlannedDetachment(domain, plan));
  }
}

const DetachPreviewResult = resultUnion('DetachPreviewResult', 'The result of `detachPreview`.', () => [
  DetachPreview,
  ...CERTIFICATE_ERRORS,
]);

@Resolver()
export class DetachPreviewResolver {
  @Cost({ calls: 1 + MAX_ATTACHED_PAGES, budgets: GATEWAYS_SEARCH })
  @Query(() => DetachPreviewResult, {
    nullable: true,
    description:
      'A preview of `detachCertificateDomains` with the same arguments. Nothing is changed. Costs a read of the certificate, its domains and their gateways, and of every gateway if one of the domains is not attached.',
  })
  detachPreview(
    @Arg('certificateId', () => ID, { description: 'The id of the certificate to detach.' }) certificateId: string,
    @Arg('domains', () => [CertificateDomainInput], { description: 'The domains to detach it from, 1 to 100.' })
    inputs: CertificateDomainInput[],
    @Arg('ifNotAttached', () => NotAttachedPolicy, {
      defaultValue: NotAttachedPolicy.FAIL,
      description: 'The handling of domains that are not attached.',
    })
    policy: NotAttachedPolicy,
    @Ctx() context: RequestContext,
  ): Promise<typeof DetachPreviewResult> {
    return resultOf({ errors: CERTIFICATE_ERRORS, certificateId }, async () => {
      const { wanted } = checkDomainsChange(certificateId, inputs);
      const plans = await planDetach(context, certificateId, wanted);
      return new DetachPreview(certificateId, inputs, plans, policy);
    });
  }
}
