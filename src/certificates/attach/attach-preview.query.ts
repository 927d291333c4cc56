import { Arg, Ctx, Field, ID, ObjectType, Query, Resolver, registerEnumType } from 'type-graphql';
import { MAX_DOMAINS, MAX_PLACEMENTS } from '../../contract/limits';
import { resultOf } from '../../errors/result-of';
import { resultUnion } from '../../errors/result-union';
import { Domain } from '../../gateways/domain.type';
import { GATEWAYS_SEARCH } from '../../gateways/search-cost';
import { checkId } from '../../input/check-id';
import { RequestContext } from '../../request/context';
import { Cost, lengthOf } from '../../request/cost';
import { certificateLoader } from '../certificate/certificate.loader';
import { Certificate } from '../certificate/certificate.type';
import { CertificateDomainInput, inRequestOrder, toWantedDomains } from '../changes/certificate-domain.input';
import { CERTIFICATE_ERRORS } from '../queries/certificate.query';
import { AttachObstacle, type AttachPlan, attachRefusal, planAttach } from './plan-attach';

registerEnumType(AttachObstacle, {
  name: 'AttachObstacle',
  description: 'Why the upstream would refuse to attach a certificate to a domain.',
  valuesConfig: {
    GATEWAY_NOT_FOUND: { description: 'A gateway that is named is not there.' },
    DOMAIN_NOT_FOUND: { description: 'The domain is on no gateway, or not on each that is named.' },
    CERTIFICATE_EXPIRED: { description: 'The certificate has expired.' },
    NOT_COVERED: { description: 'The certificate is not for that name.' },
    HOLDS_ANOTHER_CERTIFICATE: {
      description: 'The domain holds another certificate: detach that first, or use `replaceCertificate`.',
    },
    OTHER_GATEWAY: { description: 'The certificate is for one gateway, and the domain is on another.' },
    NO_TRUSTED_ROOT_CA: {
      description: 'Clients are to be verified, and the certificate has no trusted root CA to do it against.',
    },
  },
});

/** What attaching would do with one domain. */
export enum AttachAction {
  ATTACH = 'ATTACH',
  ALREADY_ATTACHED = 'ALREADY_ATTACHED',
  REFUSE = 'REFUSE',
}

registerEnumType(AttachAction, {
  name: 'AttachAction',
  description: 'What attaching would do with one domain.',
  valuesConfig: {
    ATTACH: { description: 'Attach it, or change its client verification.' },
    ALREADY_ATTACHED: { description: 'Nothing: it is attached as the request says.' },
    REFUSE: { description: 'The upstream would refuse the whole change: `obstacles` says why.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'What attaching would do with one domain.' })
export class PlannedAttachment {
  @Field(() => String, { description: 'The domain as the request named it.' })
  readonly domain: string;

  @Field(() => AttachAction, { description: 'What would become of it.' })
  readonly action: AttachAction;

  @Field(() => [AttachObstacle], { description: 'Why it would be refused; empty where it would not.' })
  readonly obstacles: readonly AttachObstacle[];

  @Cost({ items: MAX_PLACEMENTS })
  @Field(() => [Domain], {
    description: 'Where the domain is, on the gateways that are meant and each pair of ports, with what it holds now.',
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
  description: 'What `attachCertificateDomains` would do now. Nothing was changed.',
})
export class AttachPreview {
  @Field(() => Certificate, {
    description: 'The certificate: clients refuse it before its time, the upstream does not.',
  })
  readonly certificate: Certificate;

  @Field(() => String, {
    nullable: true,
    description:
      'The type of the error result that the change would get: nothing would be attached. Null where it would succeed.',
  })
  readonly refusedWith: string | null;

  @Cost({ items: (_, { domains }) => Math.min(lengthOf(domains), MAX_DOMAINS) })
  @Field(() => [PlannedAttachment], { description: 'One for each requested domain, in the order of the request.' })
  readonly domains: readonly PlannedAttachment[];

  constructor(certificate: Certificate, inputs: readonly CertificateDomainInput[], plans: readonly AttachPlan[]) {
    this.certificate = certificate;
    this.refusedWith = attachRefusal(plans)?.name ?? null;
    this.domains = inRequestOrder(inputs, plans, (domain, plan) => new PlannedAttachment(domain, plan));
  }
}

const AttachPreviewResult = resultUnion('AttachPreviewResult', 'What `attachPreview` answers.', () => [
  AttachPreview,
  ...CERTIFICATE_ERRORS,
]);

@Resolver()
export class AttachPreviewResolver {
  @Cost({ calls: 1, budgets: GATEWAYS_SEARCH })
  @Query(() => AttachPreviewResult, {
    description:
      'What `attachCertificateDomains` would do with the same arguments, without doing it. Costs a read of the certificate and of every gateway.',
  })
  attachPreview(
    @Arg('certificateId', () => ID, { description: 'The certificate to attach.' }) certificateId: string,
    @Arg('domains', () => [CertificateDomainInput], { description: 'The domains to attach it to: 1 to 100.' })
    inputs: CertificateDomainInput[],
    @Ctx() context: RequestContext,
  ): Promise<typeof AttachPreviewResult> {
    return resultOf({ errors: CERTIFICATE_ERRORS, certificateId }, async () => {
      checkId(certificateId, 'certificateId');
      const plans = await planAttach(context, certificateId, toWantedDomains(inputs));
      return new AttachPreview(await context.loader(certificateLoader).load(certificateId), inputs, plans);
    });
  }
}
