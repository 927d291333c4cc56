import { Arg, Ctx, ID, Mutation, ObjectType, Resolver } from 'type-graphql';
import { resultUnion } from '../../errors/result-union';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import { isVerifiedAs } from '../changes/default-verification';
import {
  changeDomainCertificate,
  DOMAIN_CHANGE_COST,
  DomainCertificateSuccess,
} from '../changes/domain-certificate-change';
import { ATTACH_ERRORS } from './attach-certificate-domains.mutation';

@ObjectType({ simpleResolvers: true, description: 'Returned when the certificate is attached to the domain.' })
export class AttachCertificateToDomainSuccess extends DomainCertificateSuccess {}

const AttachCertificateToDomainResult = resultUnion(
  'AttachCertificateToDomainResult',
  'The result of `attachCertificateToDomain`.',
  () => [AttachCertificateToDomainSuccess, ...ATTACH_ERRORS],
);

const KIND = {
  change: 'attachCertificateToDomain',
  operation: 'attachCertificates',
  success: AttachCertificateToDomainSuccess,
  errors: ATTACH_ERRORS,
  isDone: ({ source, certificateIds }, certificateId, verified) =>
    certificateIds.includes(certificateId) && isVerifiedAs(source, verified),
  advice: 'Retry with the same arguments: attaching a certificate again changes nothing.',
} as const satisfies Parameters<typeof changeDomainCertificate>[1];

@Resolver()
export class AttachCertificateToDomainResolver {
  @Cost(DOMAIN_CHANGE_COST)
  @Mutation(() => AttachCertificateToDomainResult, {
    nullable: true,
    description:
      'Attaches a certificate to one domain on one gateway, on all of its ports. The server looks the domain up unless both `instanceId` and `groupId` are given.',
  })
  attachCertificateToDomain(
    @Arg('domainId', () => ID, { description: 'The id of the domain.' }) domainId: string,
    @Arg('certificateId', () => ID, { description: 'The id of the certificate to attach.' }) certificateId: string,
    @Arg('verifiedClientCertificateEnabled', () => Boolean, {
      nullable: true,
      description:
        'True to require client certificates (mutual TLS). Default: true if the certificate has a trusted root CA, otherwise false.',
    })
    verifiedClientCertificateEnabled: boolean | null | undefined,
    @Arg('instanceId', () => ID, { nullable: true, description: 'The id of the gateway of the domain.' })
    instanceId: string | null | undefined,
    @Arg('groupId', () => ID, { nullable: true, description: 'The id of the API group of the domain.' })
    groupId: string | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<typeof AttachCertificateToDomainResult> {
    const request = { domainId, certificateId, verifiedClientCertificateEnabled, instanceId, groupId };
    return changeDomainCertificate(context, KIND, request);
  }
}
