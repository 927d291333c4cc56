import { Arg, Ctx, ID, Mutation, ObjectType, Resolver } from 'type-graphql';
import { resultUnion } from '../../errors/result-union';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import {
  changeDomainCertificate,
  DOMAIN_CHANGE_COST,
  DomainCertificateSuccess,
} from '../changes/domain-certificate-change';
import { DETACH_ERRORS } from './detach-certificate-domains.mutation';

@ObjectType({
  simpleResolvers: true,
  description: 'Returned when the certificate is no longer attached to the domain.',
})
export class DetachCertificateFromDomainSuccess extends DomainCertificateSuccess {}

const DetachCertificateFromDomainResult = resultUnion(
  'DetachCertificateFromDomainResult',
  'The result of `detachCertificateFromDomain`.',
  () => [DetachCertificateFromDomainSuccess, ...DETACH_ERRORS],
);

const KIND = {
  change: 'detachCertificateFromDomain',
  operation: 'detachCertificates',
  success: DetachCertificateFromDomainSuccess,
  errors: DETACH_ERRORS,
  isDone: ({ certificateIds }, certificateId) => !certificateIds.includes(certificateId),
  advice: 'Read the domain: if it has another certificate or none, this one was detached.',
} as const satisfies Parameters<typeof changeDomainCertificate>[1];

@Resolver()
export class DetachCertificateFromDomainResolver {
  @Cost(DOMAIN_CHANGE_COST)
  @Mutation(() => DetachCertificateFromDomainResult, {
    nullable: true,
    description:
      'Detaches a certificate from one domain on one gateway. It loses TLS there immediately, on all of its ports. The server looks the domain up unless both `instanceId` and `groupId` are given.',
  })
  detachCertificateFromDomain(
    @Arg('domainId', () => ID, { description: 'The id of the domain.' }) domainId: string,
    @Arg('certificateId', () => ID, { description: 'The id of the certificate to detach.' }) certificateId: string,
    @Arg('instanceId', () => ID, { nullable: true, description: 'The id of the gateway of the domain.' })
    instanceId: string | null | undefined,
    @Arg('groupId', () => ID, { nullable: true, description: 'The id of the API group of the domain.' })
    groupId: string | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<typeof DetachCertificateFromDomainResult> {
    return changeDomainCertificate(context, KIND, { domainId, certificateId, instanceId, groupId });
  }
}
