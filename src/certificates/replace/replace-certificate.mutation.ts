import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { GATEWAY_CODES } from '../../apig/gateway-codes';
import { ApigError } from '../../errors/apig-error.type';
import { ERROR_RESULTS } from '../../errors/error-results.type';
import { resultOf } from '../../errors/result-of';
import { resultUnion } from '../../errors/result-union';
import { toResult } from '../../errors/to-result';
import { checkAll } from '../../input/check-all';
import { checkId } from '../../input/check-id';
import { InputError } from '../../input/input-error';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import type { RecordedState } from '../../telemetry/audit-trail';
import { ATTACH_ERRORS } from '../attach/attach-certificate-domains.mutation';
import { certificateLoader } from '../certificate/certificate.loader';
import {
  CertificateDomainInput,
  inRequestOrder,
  namesOf,
  toWantedDomains,
  type WantedDomain,
} from '../changes/certificate-domain.input';
import { type ChangeStates, placementsState } from '../changes/change-states';
import { runChange } from '../changes/run-change';
import { beforeSending } from '../changes/settle-change';
import { planReplacement } from './plan-replace';
import { REPLACE_COST } from './replace-cost';
import { type Replacement, ReplaceOutcome, replaceDomains } from './replace-domains';
import {
  ApigReplacementIncompleteError,
  DomainReplacement,
  ReplaceCertificateSuccess,
  WORST_FIRST,
} from './replace-results.type';
import type { Step } from './replace-steps';

const ReplaceCertificateResult = resultUnion('ReplaceCertificateResult', 'The result of `replaceCertificate`.', () => [
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
      'Replaces a certificate by another on some of its domains. A domain has at most one certificate, so each is without TLS for a moment. To avoid that, call `updateCertificate` with the new content instead. Nothing is changed if the new certificate cannot be attached to one of the domains. Otherwise the domains are replaced one by one, those that redirect HTTP to HTTPS last. If the new certificate is rejected, the old one is attached again, and the change stops at the first failure. Retry with the same arguments to continue.',
  })
  replaceCertificate(
    @Arg('from', () => ID, { description: 'The id of the current certificate of the domains.' }) from: string,
    @Arg('to', () => ID, { description: 'The id of the new certificate.' }) to: string,
    @Arg('domains', () => [CertificateDomainInput], {
      description:
        'The domains, 1 to 100. Client verification stays unchanged unless given; if the upstream does not say how it is, it is as after an attach without it. A domain without a certificate gets the new one.',
    })
    inputs: CertificateDomainInput[],
    @Arg('continueOnError', () => Boolean, {
      defaultValue: false,
      description:
        'True to continue with the next domain after a failure. Otherwise the domains after it stay unchanged.',
    })
    continueOnError: boolean,
    @Ctx() context: RequestContext,
  ): Promise<typeof ReplaceCertificateResult> {
    const mutation = { name: 'replaceCertificate', errors: ATTACH_ERRORS, certificateId: to } as const;
    return runChange(context, mutation, () => {
      const wanted = checkReplacement(from, to, inputs);
      const names = namesOf(wanted);
      return {
        record: { certificateId: from, replacementId: to, domains: names.domainNames },
        locks: [from, to],
        requested: names,
        apply: (states) => replace(context, { from, to, continueOnError }, inputs, wanted, states),
      };
    });
  }
}

/** Checks the input of a replacement. @returns the distinct domains. @throws InputError */
export function checkReplacement(from: string, to: string, inputs: readonly CertificateDomainInput[]): WantedDomain[] {
  const [, , , wanted] = checkAll(
    () => checkId(from, 'from'),
    () => checkId(to, 'to'),
    () => checkDistinct(from, to),
    () => toWantedDomains(inputs),
  );
  return wanted;
}

function checkDistinct(from: string, to: string): void {
  if (from === to) throw InputError.at('to', 'to must be another certificate than from.');
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
  states: ChangeStates,
) {
  const site = { errors: ATTACH_ERRORS, ...namesOf(wanted), change: true } as const;
  const known = await resultOf({ ...site, certificateId: from }, () =>
    beforeSending(() => context.loader(certificateLoader).load(from)),
  );
  if (known instanceof ApigError) return known;
  const plan = await beforeSending(() => planReplacement(context, from, to, wanted));
  if (plan.refusal) {
    const { failure, domains } = plan.refusal;
    return toResult(failure, { ...site, certificateId: to, domainNames: namesOf(domains).domainNames });
  }
  const held = plan.steps.map(({ holds }) => ({ FROM: from, TO: to, NOTHING: null })[holds]);
  states.before = stateOf(plan.steps, held);
  const replacements = await replaceDomains(context, from, to, plan.steps, continueOnError);
  const byOutcome = { REPLACED: to, RESTORED: from, UNKNOWN: undefined, LOST: undefined };
  states.after = stateOf(
    plan.steps,
    replacements.map(({ outcome }, index) => (outcome === 'UNCHANGED' ? held[index] : byOutcome[outcome])),
  );
  const byDomain = wanted.map((it) => ({
    wanted: it,
    replacements: replacements.filter((_, index) => plan.steps[index]?.wanted === it),
  }));
  const domains = inRequestOrder(inputs, byDomain, (domain, { wanted: it, replacements: own }) => {
    return toReplacement(domain, it, own);
  });
  return replacements.some(({ failure }) => failure)
    ? incomplete(from, to, domains, replacements)
    : new ReplaceCertificateSuccess(from, to, domains);
}

/** Returns the state of the steps' placements, for the audit trail. */
function stateOf(steps: readonly Step[], certificateIds: readonly (string | null | undefined)[]): RecordedState {
  const rows = steps.map(({ off: { ref } }) => ({ url_domain: ref.domain, instance_id: ref.instance_ids?.[0] ?? '' }));
  return placementsState(rows, (index) => certificateIds[index]);
}

/** Returns the outcome of a domain on one or several gateways: the worst of its steps. */
function toReplacement(domain: string, wanted: WantedDomain, steps: readonly Replacement[]): DomainReplacement {
  const failed = steps.find(({ failure }) => failure);
  const error = failed?.failure ? toResult(failed.failure, { errors: ERROR_RESULTS, change: true }) : null;
  const has = (it: ReplaceOutcome) => steps.some(({ outcome }) => outcome === it);
  const worst = WORST_FIRST.find(has);
  if (worst) return new DomainReplacement(domain, wanted, worst, error);
  if (!has(ReplaceOutcome.REPLACED)) return new DomainReplacement(domain, wanted, ReplaceOutcome.UNCHANGED, error);
  // No other outcome describes a domain that was replaced on some gateways only.
  return new DomainReplacement(domain, wanted, failed ? ReplaceOutcome.UNKNOWN : ReplaceOutcome.REPLACED, error);
}

function incomplete(
  from: string,
  to: string,
  domains: DomainReplacement[],
  steps: readonly Replacement[],
): ApigReplacementIncompleteError {
  const error = domains.find((domain) => domain.error)?.error;
  const code = 'GATEWAY.REPLACEMENT_INCOMPLETE';
  const lost = steps.filter(({ outcome }) => outcome === ReplaceOutcome.LOST).length;
  return new ApigReplacementIncompleteError({
    code,
    message:
      lost > 0 ? `A domain may have no certificate now. ${GATEWAY_CODES[code].message}` : GATEWAY_CODES[code].message,
    retryable: error?.retryable ?? false,
    requestId: error?.requestId ?? null,
    from,
    to,
    domains,
  });
}
