import { Arg, Ctx, Field, ID, ObjectType, Query, Resolver, registerEnumType } from 'type-graphql';
import { MAX_DOMAINS, MAX_PLACEMENTS } from '../../contract/limits';
import { ApigError } from '../../errors/apig-error.type';
import { resultOf } from '../../errors/result-of';
import { resultUnion } from '../../errors/result-union';
import { Domain } from '../../gateways/domain.type';
import { GATEWAYS_SEARCH } from '../../gateways/search-cost';
import { RequestContext } from '../../request/context';
import { Cost, lengthOf } from '../../request/cost';
import { certificateLoader } from '../certificate/certificate.loader';
import { Certificate } from '../certificate/certificate.type';
import { CertificateDomainInput, checkDomainsChange, inRequestOrder } from '../changes/certificate-domain.input';
import { refusalResult } from '../changes/expected-refusal';
import { CERTIFICATE_ERRORS } from '../queries/certificate.query';
import { ATTACH_ERRORS } from './attach-certificate-domains.mutation';
import { AttachObstacle, type AttachPlan, attachRefusal, planAttach } from './plan-attach';

registerEnumType(AttachObstacle, {
  name: 'AttachObstacle',
  description: 'A reason why the upstream would reject attaching a certificate to a domain.',
  valuesConfig: {
    GATEWAY_NOT_FOUND: { description: 'A given gateway does not exist.' },
    DOMAIN_NOT_FOUND: { description: 'The domain does not exist on any gateway, or not on every given gateway.' },
    CERTIFICATE_EXPIRED: { description: 'The certificate has expired.' },
    NOT_COVERED: { description: 'The certificate does not cover the domain name.' },
    HOLDS_ANOTHER_CERTIFICATE: {
      description: 'The domain has another certificate. Detach that one first, or use `replaceCertificate`.',
    },
    OTHER_GATEWAY: { description: 'The certificate belongs to one gateway, and the domain is on another.' },
    NO_TRUSTED_ROOT_CA: {
      description: 'Client verification is requested, but the certificate has no trusted root CA.',
    },
  },
});

/** The expected effect of an attach on one domain. */
export enum AttachAction {
  ATTACH = 'ATTACH',
  ALREADY_ATTACHED = 'ALREADY_ATTACHED',
  REFUSE = 'REFUSE',
}

registerEnumType(AttachAction, {
  name: 'AttachAction',
  description: 'The expected effect of an attach on one domain.',
  valuesConfig: {
    ATTACH: {
      description:
        'It would be attached, or its client verification would change. Also if the upstream does not say whether it is on.',
    },
    ALREADY_ATTACHED: { description: 'It is already attached as requested. Nothing would change.' },
    REFUSE: { description: 'The upstream would reject the whole change. `obstacles` has the reasons.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'The expected effect of an attach on one domain.' })
export class PlannedAttachment {
  @Field(() => String, { description: 'The domain name as the request spelled it.' })
  readonly domain: string;

  @Field(() => AttachAction, { description: 'The expected effect.' })
  readonly action: AttachAction;

  @Field(() => [AttachObstacle], { description: 'The reasons why it would be rejected; empty if it would not be.' })
  readonly obstacles: readonly AttachObstacle[];

  @Cost({ items: MAX_PLACEMENTS })
  @Field(() => [Domain], {
    description:
      'The placements of the domain on the requested gateways. One for each pair of ports, with its current certificate.',
  })
  readonly placements: readonly Domain[];

  constructor(domain: string, { obstacles, isAttached, placements }: AttachPlan) {
    this.domain = domain;
    this.action =
      obstacles.length > 0 ? AttachAction.REFUSE : isAttached ? AttachAction.ALREADY_ATTACHED : AttachAction.ATTACH;
    this.obstacles = obstacles;
    this.placements = placements;
  }
}

@ObjectType({
  simpleResolvers: true,
  description: 'The expected result of `attachCertificateDomains`. Nothing was changed.',
})
export class AttachPreview {
  @Field(() => Certificate, {
    description: 'The certificate to attach. The upstream accepts one that is not yet valid; clients reject it.',
  })
  readonly certificate: Certificate;

  @Field(() => ApigError, {
    nullable: true,
    description:
      'The error that the change would return; null if it would succeed. With an error, nothing would be attached.',
  })
  readonly refusal: ApigError | null;

  @Cost({ items: (_, { domains }) => Math.min(lengthOf(domains), MAX_DOMAINS) })
  @Field(() => [PlannedAttachment], { description: 'The expected effect on each requested domain, in request order.' })
  readonly domains: readonly PlannedAttachment[];

  constructor(certificate: Certificate, inputs: readonly CertificateDomainInput[], plans: readonly AttachPlan[]) {
    this.certificate = certificate;
    this.refusal = refusalResult(attachRefusal(plans), ATTACH_ERRORS, { certificateId: certificate.id });
    this.domains = inRequestOrder(inputs, plans, (domain, plan) => new PlannedAttachment(domain, plan));
  }
}

const AttachPreviewResult = resultUnion('AttachPreviewResult', 'The result of `attachPreview`.', () => [
  AttachPreview,
  ...CERTIFICATE_ERRORS,
]);

@Resolver()
export class AttachPreviewResolver {
  @Cost({ calls: 1, budgets: GATEWAYS_SEARCH })
  @Query(() => AttachPreviewResult, {
    nullable: true,
    description:
      'A preview of `attachCertificateDomains` with the same arguments. Nothing is changed. Costs a read of the certificate and of every gateway.',
  })
  attachPreview(
    @Arg('certificateId', () => ID, { description: 'The id of the certificate to attach.' }) certificateId: string,
    @Arg('domains', () => [CertificateDomainInput], { description: 'The domains to attach it to, 1 to 100.' })
    inputs: CertificateDomainInput[],
    @Ctx() context: RequestContext,
  ): Promise<typeof AttachPreviewResult> {
    return resultOf({ errors: CERTIFICATE_ERRORS, certificateId }, async () => {
      const { wanted } = checkDomainsChange(certificateId, inputs);
      const plans = await planAttach(context, certificateId, wanted);
      return new AttachPreview(await context.loader(certificateLoader).load(certificateId), inputs, plans);
    });
  }
}
