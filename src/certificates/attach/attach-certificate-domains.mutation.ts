import { Arg, Ctx, Field, ID, Mutation, ObjectType, Resolver } from 'type-graphql';
import { MAX_DOMAINS } from '../../contract/limits';
import { CHANGE_ERRORS, errorList } from '../../errors/error-lists';
import {
  ApigCertificateNotFoundError,
  ApigDomainNotFoundError,
  ApigGatewayNotFoundError,
  ApigInvalidCertificateError,
} from '../../errors/error-results.type';
import { resultUnion } from '../../errors/result-union';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import { CertificateAfterChange } from '../changes/certificate-after-change.type';
import { CertificateDomainInput, checkDomainsChange } from '../changes/certificate-domain.input';
import { runChange } from '../changes/run-change';
import { ATTACH_COST } from './attach-cost';
import { attachDomains } from './attach-domains';

@ObjectType({ simpleResolvers: true, description: 'One domain that a certificate was attached to.' })
export class DomainAttachment {
  @Field(() => String, { description: 'The domain as the request named it.' })
  readonly domain: string;

  constructor(domain: string) {
    this.domain = domain;
  }
}

@ObjectType({ simpleResolvers: true, description: 'Returned when the certificate serves all of the domains.' })
export class AttachCertificateDomainsSuccess extends CertificateAfterChange {
  constructor(certificateId: string, domains: DomainAttachment[]) {
    super(certificateId);
    this.domains = domains;
  }

  @Cost({ items: MAX_DOMAINS })
  @Field(() => [DomainAttachment], { description: 'One for each requested domain, in the order of the request.' })
  readonly domains: DomainAttachment[];
}

/** What can go wrong when a certificate is attached. */
export const ATTACH_ERRORS = errorList(
  CHANGE_ERRORS,
  ApigInvalidCertificateError,
  ApigCertificateNotFoundError,
  ApigDomainNotFoundError,
  ApigGatewayNotFoundError,
);

const AttachCertificateDomainsResult = resultUnion(
  'AttachCertificateDomainsResult',
  'What `attachCertificateDomains` answers.',
  () => [AttachCertificateDomainsSuccess, ...ATTACH_ERRORS],
);

@Resolver()
export class AttachCertificateDomainsResolver {
  @Cost(ATTACH_COST)
  @Mutation(() => AttachCertificateDomainsResult, {
    nullable: true,
    description:
      'Attaches a certificate to domains: all of them or none. A domain holds one certificate: one that holds another is an `ApigConflictError`. A domain that it is attached to already stays so, with client verification as the request says.',
  })
  attachCertificateDomains(
    @Arg('certificateId', () => ID, { description: 'The certificate to attach.' }) certificateId: string,
    @Arg('domains', () => [CertificateDomainInput], {
      description: 'The domains to attach it to: 1 to 100. The same one twice is attached once and reported twice.',
    })
    inputs: CertificateDomainInput[],
    @Ctx() context: RequestContext,
  ): Promise<typeof AttachCertificateDomainsResult> {
    const mutation = { name: 'attachCertificateDomains', errors: ATTACH_ERRORS, certificateId } as const;
    return runChange(context, mutation, () => {
      const { wanted, ...facts } = checkDomainsChange(certificateId, inputs);
      return {
        ...facts,
        apply: async () => {
          await attachDomains(context, certificateId, wanted);
          const attached = inputs.map(({ domain }) => new DomainAttachment(domain));
          return new AttachCertificateDomainsSuccess(certificateId, attached);
        },
      };
    });
  }
}
