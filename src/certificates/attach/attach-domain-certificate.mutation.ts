import { Arg, Ctx, ID, Mutation, ObjectType, Resolver } from 'type-graphql';
import { resultUnion } from '../../errors/result-union';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import { isVerified } from '../changes/default-verification';
import {
  changeDomainCertificate,
  DOMAIN_CHANGE_COST,
  DomainCertificateSuccess,
} from '../changes/domain-certificate-change';
import { ATTACH_ERRORS } from './attach-certificate-domains.mutation';

@ObjectType({ simpleResolvers: true, description: 'Returned when the certificate serves the domain.' })
export class AttachDomainCertificateSuccess extends DomainCertificateSuccess {}

const AttachDomainCertificateResult = resultUnion(
  'AttachDomainCertificateResult',
  'What `attachDomainCertificate` answers.',
  () => [AttachDomainCertificateSuccess, ...ATTACH_ERRORS],
);

const KIND = {
  change: 'attachDomainCertificate',
  operation: 'attachCertificates',
  success: AttachDomainCertificateSuccess,
  errors: ATTACH_ERRORS,
  isDone: ({ source }, certificateId, verified) => source.ssl_id === certificateId && isVerified(source) === verified,
  advice: 'Call again with the same arguments: a domain that it is attached to already stays so.',
} as const satisfies Parameters<typeof changeDomainCertificate>[1];

@Resolver()
export class AttachDomainCertificateResolver {
  @Cost(DOMAIN_CHANGE_COST)
  @Mutation(() => AttachDomainCertificateResult, {
    nullable: true,
    description:
      'Attaches a certificate to one domain on one gateway, on all its ports. Where the domain is, is looked up unless both `instanceId` and `groupId` tell it.',
  })
  attachDomainCertificate(
    @Arg('domainId', () => ID, { description: 'The domain.' }) domainId: string,
    @Arg('certificateId', () => ID, { description: 'The certificate to attach.' }) certificateId: string,
    @Arg('verifiedClientCertificateEnabled', () => Boolean, {
      nullable: true,
      description:
        'Whether clients must show a certificate of their own; left out, they must where the certificate has a trusted root CA.',
    })
    verifiedClientCertificateEnabled: boolean | null | undefined,
    @Arg('instanceId', () => ID, { nullable: true, description: 'The gateway of the domain.' })
    instanceId: string | null | undefined,
    @Arg('groupId', () => ID, { nullable: true, description: 'The API group of the domain.' })
    groupId: string | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<typeof AttachDomainCertificateResult> {
    const request = { domainId, certificateId, verifiedClientCertificateEnabled, instanceId, groupId };
    return changeDomainCertificate(context, KIND, request);
  }
}
