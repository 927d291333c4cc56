import { Ctx, Field, ObjectType, registerEnumType } from 'type-graphql';
import { MAX_DOMAINS } from '../../contract/limits';
import { ApigError, type ApigErrorFields } from '../../errors/apig-error.type';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import type { RecordedOutcome } from '../../telemetry/request-results';
import { certificateLoader } from '../certificate/certificate.loader';
import { Certificate } from '../certificate/certificate.type';
import { CertificateAfterChange } from '../changes/certificate-after-change.type';
import type { WantedDomain } from '../changes/certificate-domain.input';
import { DomainAfterChange } from '../changes/domain-after-change.type';
import type { AuditedResult } from '../changes/run-change';
import { ReplaceOutcome } from './replace-domains';

/** The outcomes of failed steps, worst first. */
export const WORST_FIRST = [ReplaceOutcome.LOST, ReplaceOutcome.UNKNOWN, ReplaceOutcome.RESTORED] as const;

registerEnumType(ReplaceOutcome, {
  name: 'ReplaceOutcome',
  description: 'The outcome of a replacement for one domain.',
  valuesConfig: {
    REPLACED: { description: 'The new certificate is attached.' },
    UNCHANGED: { description: 'Nothing was changed. It had the new certificate already, or still has the old one.' },
    RESTORED: { description: 'The new certificate was rejected, and the old one is attached again.' },
    UNKNOWN: {
      description:
        'The outcome of a step is unknown, or only some gateways were replaced. The old certificate was attached again, but may still be detached by the unknown step. Read the domain.',
    },
    LOST: {
      description:
        'The old certificate was detached and could not be attached again. The domain may have no certificate: fix it immediately.',
    },
  },
});

@ObjectType({ simpleResolvers: true, description: 'The outcome of a replacement for one domain.' })
export class DomainReplacement extends DomainAfterChange {
  @Field(() => ReplaceOutcome, { description: 'The outcome; the worst one if the domain is on several gateways.' })
  readonly outcome: ReplaceOutcome;

  @Field(() => ApigError, {
    nullable: true,
    description: 'The reason why it was not replaced; null if nothing failed.',
  })
  readonly error: ApigError | null;

  constructor(domain: string, wanted: WantedDomain, outcome: ReplaceOutcome, error: ApigError | null) {
    super(domain, wanted);
    this.outcome = outcome;
    this.error = error;
  }
}

const READ_IF_SELECTED = 'It is read only if selected; if that read fails, it is null, with an entry in `errors`.';

@ObjectType({
  simpleResolvers: true,
  description: 'Returned when the new certificate is attached to all of the domains.',
})
export class ReplaceCertificateSuccess extends CertificateAfterChange {
  constructor(
    private readonly from: string,
    to: string,
    domains: DomainReplacement[],
  ) {
    super(to);
    this.domains = domains;
  }

  @Cost({ calls: 1 })
  @Field(() => Certificate, {
    nullable: true,
    description: `The old certificate after the change. ${READ_IF_SELECTED}`,
  })
  previousCertificate(@Ctx() context: RequestContext): Promise<Certificate> {
    return context.loader(certificateLoader).load(this.from);
  }

  @Cost({ items: MAX_DOMAINS })
  @Field(() => [DomainReplacement], { description: 'The outcome for each requested domain, in request order.' })
  readonly domains: DomainReplacement[];
}

@ObjectType({
  implements: ApigError,
  description: 'Returned when some domains do not have the new certificate. `domains` has the outcome of each.',
})
export class ApigReplacementIncompleteError extends ApigError implements AuditedResult {
  @Cost({ items: MAX_DOMAINS })
  @Field(() => [DomainReplacement], { description: 'The outcome for each requested domain, in request order.' })
  readonly domains: DomainReplacement[];

  private readonly from: string;
  private readonly to: string;

  constructor(fields: ApigErrorFields & { from: string; to: string; domains: DomainReplacement[] }) {
    super(fields);
    this.from = fields.from;
    this.to = fields.to;
    this.domains = fields.domains;
  }

  @Cost({ calls: 1 })
  @Field(() => Certificate, {
    nullable: true,
    description: `The new certificate after the change. ${READ_IF_SELECTED}`,
  })
  certificate(@Ctx() context: RequestContext): Promise<Certificate> {
    return context.loader(certificateLoader).load(this.to);
  }

  @Cost({ calls: 1 })
  @Field(() => Certificate, {
    nullable: true,
    description: `The old certificate after the change. ${READ_IF_SELECTED}`,
  })
  previousCertificate(@Ctx() context: RequestContext): Promise<Certificate> {
    return context.loader(certificateLoader).load(this.from);
  }

  /** The worst outcome of the domains. The audit trail may be the only place that reports it. */
  get auditOutcome(): RecordedOutcome {
    const has = (it: ReplaceOutcome) => this.domains.some(({ outcome }) => outcome === it);
    return WORST_FIRST.find(has) ?? (has(ReplaceOutcome.REPLACED) ? 'PARTLY_APPLIED' : 'NOT_APPLIED');
  }
}
