import { Arg, Ctx, Field, ID, Mutation, ObjectType, Resolver, registerEnumType } from 'type-graphql';
import { GATEWAY_CODES } from '../../apig/gateway-codes';
import { MAX_DOMAINS } from '../../contract/limits';
import { ApigError, type ApigErrorFields } from '../../errors/apig-error.type';
import { ERROR_RESULTS } from '../../errors/error-results.type';
import { resultOf } from '../../errors/result-of';
import { resultUnion } from '../../errors/result-union';
import { toResult } from '../../errors/to-result';
import { checkId } from '../../input/check-id';
import { InputError } from '../../input/input-error';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import { ATTACH_ERRORS } from '../attach/attach-certificate-domains.mutation';
import { certificateLoader } from '../certificate/certificate.loader';
import { CertificateAfterChange } from '../changes/certificate-after-change.type';
import {
  CertificateDomainInput,
  inRequestOrder,
  namesOf,
  toWantedDomains,
  type WantedDomain,
} from '../changes/certificate-domain.input';
import { type AuditedResult, runChange } from '../changes/run-change';
import { beforeSending } from '../changes/settle-change';
import { planReplacement } from './plan-replace';
import { REPLACE_COST } from './replace-cost';
import { type Replacement, ReplaceOutcome, replaceDomains } from './replace-domains';

registerEnumType(ReplaceOutcome, {
  name: 'ReplaceOutcome',
  description: 'What became of one domain of a replacement.',
  valuesConfig: {
    REPLACED: { description: 'The new certificate serves it.' },
    UNCHANGED: { description: 'It has what it had: the new certificate already, or the old one.' },
    RESTORED: { description: 'The old one was detached, the new one was refused, and the old one is attached again.' },
    UNKNOWN: {
      description:
        'A step had no clear response, so that the old one may be detached although it was attached again; or only some gateways were replaced. Read the domain.',
    },
    LOST: {
      description:
        'The old one was taken off and could not be put back: it may have no certificate. See to it at once.',
    },
  },
});

@ObjectType({ simpleResolvers: true, description: 'What became of one domain of a replacement.' })
export class DomainReplacement {
  @Field(() => String, { description: 'The domain as the request named it.' })
  readonly domain: string;

  @Field(() => ReplaceOutcome, { description: 'What became of it; of several gateways, the worst.' })
  readonly outcome: ReplaceOutcome;

  @Field(() => ApigError, { nullable: true, description: 'Why it was not replaced, where something failed.' })
  readonly error: ApigError | null;

  constructor(domain: string, outcome: ReplaceOutcome, error: ApigError | null) {
    this.domain = domain;
    this.outcome = outcome;
    this.error = error;
  }
}

@ObjectType({ simpleResolvers: true, description: 'Returned when the new certificate serves all of the domains.' })
export class ReplaceCertificateSuccess extends CertificateAfterChange {
  constructor(certificateId: string, domains: DomainReplacement[]) {
    super(certificateId);
    this.domains = domains;
  }

  @Cost({ items: MAX_DOMAINS })
  @Field(() => [DomainReplacement], { description: 'One for each requested domain, in the order of the request.' })
  readonly domains: DomainReplacement[];
}

@ObjectType({
  implements: ApigError,
  description: 'Returned when not every domain has the new certificate: `domains` tells what became of each.',
})
export class ApigReplacementIncompleteError extends ApigError implements AuditedResult {
  @Cost({ items: MAX_DOMAINS })
  @Field(() => [DomainReplacement], { description: 'One for each requested domain, in the order of the request.' })
  readonly domains: DomainReplacement[];

  constructor(fields: ApigErrorFields & { domains: DomainReplacement[] }) {
    super(fields);
    this.domains = fields.domains;
  }

  /** The worst of the domains: who reads the audit trail may be the only one to hear of it. */
  get auditOutcome(): string {
    return WORST_FIRST.find((it) => this.domains.some(({ outcome }) => outcome === it)) ?? ReplaceOutcome.UNCHANGED;
  }
}

const ReplaceCertificateResult = resultUnion('ReplaceCertificateResult', 'What `replaceCertificate` answers.', () => [
  ReplaceCertificateSuccess,
  ApigReplacementIncompleteError,
  ...ATTACH_ERRORS,
]);

@Resolver()
export class ReplaceCertificateResolver {
  @Cost(REPLACE_COST)
  @Mutation(() => ReplaceCertificateResult, {
    nullable: true,
    description:
      "Puts one certificate in another's place. A domain holds one certificate, so that each is without TLS for a moment: where the new content can go into the old certificate, `updateCertificate` leaves no gap. Looks first, and changes nothing where one domain could not hold the new certificate; then domain by domain, those that redirect HTTP to HTTPS last; puts the old one back where the new one is refused; stops at the first that fails. The same call again goes on from there.",
  })
  replaceCertificate(
    @Arg('from', () => ID, { description: 'The certificate that the domains have.' }) from: string,
    @Arg('to', () => ID, { description: 'The certificate that they are to have.' }) to: string,
    @Arg('domains', () => [CertificateDomainInput], {
      description:
        'The domains: 1 to 100. Client verification stays as it is where the request says nothing of it. One that has no certificate gets the new one.',
    })
    inputs: CertificateDomainInput[],
    @Arg('continueOnError', () => Boolean, {
      defaultValue: false,
      description: 'Go on with the other domains after one that failed. Left out, those after it stay unchanged.',
    })
    continueOnError: boolean,
    @Ctx() context: RequestContext,
  ): Promise<typeof ReplaceCertificateResult> {
    const mutation = { name: 'replaceCertificate', errors: ATTACH_ERRORS, certificateId: to } as const;
    return runChange(context, mutation, () => {
      checkId(from, 'from');
      checkId(to, 'to');
      if (from === to) throw InputError.at('to', 'to must name another certificate than from.');
      const wanted = toWantedDomains(inputs);
      const names = namesOf(wanted);
      return {
        record: { certificateId: from, replacementId: to, domains: names.domainNames },
        locks: [from, to],
        requested: names,
        apply: () => replace(context, { from, to, continueOnError }, inputs, wanted),
      };
    });
  }
}

interface ReplaceArguments {
  readonly from: string;
  readonly to: string;
  readonly continueOnError: boolean;
}

async function replace(
  context: RequestContext,
  { from, to, continueOnError }: ReplaceArguments,
  inputs: readonly CertificateDomainInput[],
  wanted: readonly WantedDomain[],
) {
  const site = { errors: ATTACH_ERRORS, ...namesOf(wanted), change: true } as const;
  const known = await resultOf({ ...site, certificateId: from }, () =>
    beforeSending(() => context.loader(certificateLoader).load(from)),
  );
  if (known instanceof ApigError) return known;
  const plan = await beforeSending(() => planReplacement(context, from, to, wanted));
  if ('refusal' in plan) {
    return toResult(plan.refusal, { ...site, certificateId: to, domainNames: plan.domainNames });
  }
  const replacements = await replaceDomains(context, from, to, plan.steps, continueOnError);
  const byDomain = wanted.map((it) => ({
    wanted: it,
    replacements: replacements.filter((_, index) => plan.steps[index]?.wanted === it),
  }));
  const domains = inRequestOrder(inputs, byDomain, (domain, { replacements: own }) => toReplacement(domain, own));
  return replacements.some(({ failure }) => failure)
    ? incomplete(domains, replacements)
    : new ReplaceCertificateSuccess(to, domains);
}

/** The outcomes of a step that failed come first, from the worst on. */
const WORST_FIRST = [ReplaceOutcome.LOST, ReplaceOutcome.UNKNOWN, ReplaceOutcome.RESTORED] as const;

/** Returns what is told of a domain on several gateways: the worst of its steps. */
function toReplacement(domain: string, steps: readonly Replacement[]): DomainReplacement {
  const failed = steps.find(({ failure }) => failure);
  const error = failed?.failure ? toResult(failed.failure, { errors: ERROR_RESULTS, change: true }) : null;
  const has = (wanted: ReplaceOutcome) => steps.some(({ outcome }) => outcome === wanted);
  const worst = WORST_FIRST.find(has);
  if (worst) return new DomainReplacement(domain, worst, error);
  if (!has(ReplaceOutcome.REPLACED)) return new DomainReplacement(domain, ReplaceOutcome.UNCHANGED, error);
  // Replaced on some gateways only, which no single word tells.
  return new DomainReplacement(domain, failed ? ReplaceOutcome.UNKNOWN : ReplaceOutcome.REPLACED, error);
}

function incomplete(domains: DomainReplacement[], steps: readonly Replacement[]): ApigReplacementIncompleteError {
  const error = domains.find((domain) => domain.error)?.error;
  const code = 'GATEWAY.REPLACEMENT_INCOMPLETE';
  const lost = steps.filter(({ outcome }) => outcome === ReplaceOutcome.LOST).length;
  return new ApigReplacementIncompleteError({
    code,
    message:
      lost > 0 ? `A domain may have no certificate now. ${GATEWAY_CODES[code].message}` : GATEWAY_CODES[code].message,
    retryable: error?.retryable ?? false,
    requestId: error?.requestId ?? null,
    domains,
  });
}
