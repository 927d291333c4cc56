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

@ObjectType({ simpleResolvers: true, description: 'A domain to which a certificate was attached.' })
export class DomainAttachment {
  @Field(() => String, { description: 'The domain name as the request spelled it.' })
  readonly domain: string;

  constructor(domain: string) {
    this.domain = domain;
  }
}

@ObjectType({ simpleResolvers: true, description: 'Returned when the certificate is attached to all of the domains.' })
export class AttachCertificateDomainsSuccess extends CertificateAfterChange {
  constructor(certificateId: string, domains: DomainAttachment[]) {
    super(certificateId);
    this.domains = domains;
  }

  @Cost({ items: MAX_DOMAINS })
  @Field(() => [DomainAttachment], { description: 'The requested domains, in request order.' })
  readonly domains: DomainAttachment[];
}

/** The error results of the mutations that attach a certificate. */
export const ATTACH_ERRORS = errorList(
  CHANGE_ERRORS,
  ApigInvalidCertificateError,
  ApigCertificateNotFoundError,
  ApigDomainNotFoundError,
  ApigGatewayNotFoundError,
);

const AttachCertificateDomainsResult = resultUnion(
  'AttachCertificateDomainsResult',
  'The result of `attachCertificateDomains`.',
  () => [AttachCertificateDomainsSuccess, ...ATTACH_ERRORS],
);

@Resolver()
export class AttachCertificateDomainsResolver {
  @Cost(ATTACH_COST)
  @Mutation(() => AttachCertificateDomainsResult, {
    nullable: true,
    description:
      'Attaches a certificate to domains. Either all domains are changed or none. A domain has at most one certificate, so a domain with another one causes an `ApigConflictError`. If the certificate is already attached to a domain, only client verification changes.',
  })
  attachCertificateDomains(
    @Arg('certificateId', () => ID, { description: 'The id of the certificate to attach.' }) certificateId: string,
    @Arg('domains', () => [CertificateDomainInput], {
      description: 'The domains to attach it to, 1 to 100. A repeated domain is attached once and reported each time.',
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
