import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Field, ID, Info, Mutation, ObjectType, Resolver } from 'type-graphql';
import { MAX_DOMAINS } from '../../contract/limits';
import { CHANGE_ERRORS, errorList } from '../../errors/error-lists';
import {
  ApigCertificateNotFoundError,
  ApigDomainNotFoundError,
  ApigGatewayNotFoundError,
  ApigInvalidCertificateError,
} from '../../errors/error-results.type';
import { resultUnion } from '../../errors/result-union';
import { selectsAt } from '../../relay/selects';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import { CertificateAfterChange } from '../changes/certificate-after-change.type';
import {
  CertificateDomainInput,
  checkDomainsChange,
  inRequestOrder,
  type WantedDomain,
} from '../changes/certificate-domain.input';
import { DomainAfterChange } from '../changes/domain-after-change.type';
import { runChange } from '../changes/run-change';
import { beforeSending } from '../changes/settle-change';
import { ATTACH_COST } from './attach-cost';
import { attachDomains } from './attach-domains';
import { DomainAttachmentOutcome, foreseeOutcomes } from './attach-outcomes';

@ObjectType({ simpleResolvers: true, description: 'The outcome of an attach for one domain.' })
export class DomainAttachment extends DomainAfterChange {
  @Field(() => DomainAttachmentOutcome, {
    description:
      'The outcome. If it is selected, the state is read before the change: one upstream call for each 500 domains of the certificate. For a domain that names no gateway, every gateway is read if it has the certificate already. If that read fails, nothing is changed.',
  })
  readonly outcome: DomainAttachmentOutcome | undefined;

  /** @param outcome undefined if it is not selected. */
  constructor(domain: string, wanted: WantedDomain, outcome: DomainAttachmentOutcome | undefined) {
    super(domain, wanted);
    this.outcome = outcome;
  }
}

@ObjectType({ simpleResolvers: true, description: 'Returned when the certificate is attached to all of the domains.' })
export class AttachCertificateDomainsSuccess extends CertificateAfterChange {
  constructor(certificateId: string, domains: DomainAttachment[]) {
    super(certificateId);
    this.domains = domains;
  }

  @Cost({ items: MAX_DOMAINS })
  @Field(() => [DomainAttachment], { description: 'The outcome for each requested domain, in request order.' })
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
    @Info() info: GraphQLResolveInfo,
  ): Promise<typeof AttachCertificateDomainsResult> {
    const mutation = { name: 'attachCertificateDomains', errors: ATTACH_ERRORS, certificateId } as const;
    return runChange(context, mutation, () => {
      const { wanted, ...facts } = checkDomainsChange(certificateId, inputs);
      return {
        ...facts,
        apply: async (states) => {
          const outcomes = selectsAt(info, 'domains', 'outcome')
            ? await beforeSending(() => foreseeOutcomes(context, certificateId, wanted))
            : [];
          await attachDomains(context, certificateId, wanted, states);
          const known = wanted.map((it, index) => ({ wanted: it, outcome: outcomes[index] }));
          const attached = inRequestOrder(inputs, known, (domain, { wanted: it, outcome }) => {
            return new DomainAttachment(domain, it, outcome);
          });
          return new AttachCertificateDomainsSuccess(certificateId, attached);
        },
      };
    });
  }
}
