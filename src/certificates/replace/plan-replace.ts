import { ApigFailure } from '../../apig/failure';
import { MAX_REPLACED_PLACEMENTS } from '../../contract/limits';
import type { Domain } from '../../gateways/domain.type';
import { InputError } from '../../input/input-error';
import type { RequestContext } from '../../request/context';
import { AttachObstacle, planAttach } from '../attach/plan-attach';
import { certificateLoader } from '../certificate/certificate.loader';
import { isNotYetValid } from '../certificate/certificate-state';
import type { WantedDomain } from '../changes/certificate-domain.input';
import type { ExpectedRefusal } from '../changes/expected-refusal';
import { locateDomain } from '../changes/locate-domain';
import { inSafestOrder, type Step, stepsOf } from './replace-steps';

/** The expected effect of a replacement on one domain. */
export interface DomainPlan {
  readonly wanted: WantedDomain;
  /** The placements of the domain on the requested gateways. */
  readonly placements: readonly Domain[];
  /** Empty if the new certificate could be attached once the old one is detached. */
  readonly obstacles: readonly AttachObstacle[];
  /** One step for each gateway. */
  readonly steps: readonly Step[];
}

/** The expected effect of a replacement. */
export interface ReplacementPlan {
  /** One plan for each distinct domain, in request order. */
  readonly domains: readonly DomainPlan[];
  /** The steps of all domains in the safest order. None of them is taken if there is a refusal. */
  readonly steps: readonly Step[];
  readonly refusal: ExpectedRefusal | undefined;
}

/**
 * Checks that the new certificate could be attached to every domain once the old one is detached, so that no domain is left
 * without one. Costs the reads of `planAttach`.
 * @throws ApigFailure; InputError if there are more placements than one call may replace.
 */
export async function planReplacement(
  context: RequestContext,
  from: string,
  to: string,
  wanted: readonly WantedDomain[],
): Promise<ReplacementPlan> {
  const certificate = await context.loader(certificateLoader).load(to);
  const located: Omit<DomainPlan, 'obstacles'>[] = [];
  for (const it of wanted) {
    const { placements } = await locateDomain(context, it);
    located.push({ wanted: it, placements, steps: stepsOf(it, placements, from, to) });
  }
  const steps = located.flatMap((plan) => plan.steps);
  if (steps.length > MAX_REPLACED_PLACEMENTS) {
    const message = `domains has ${steps.length} placements on gateways, but one call replaces at most ${MAX_REPLACED_PLACEMENTS}. Nothing was changed.`;
    throw InputError.at('domains', message);
  }
  const domains: DomainPlan[] = [];
  for (const it of located) {
    const plans = await planAttach(context, to, [it.wanted, ...it.steps.map(({ next }) => next)], from);
    domains.push({ ...it, obstacles: [...new Set(plans.flatMap((plan) => plan.obstacles))] });
  }
  const refusal = isNotYetValid(certificate.validFrom, context.now)
    ? refuse(`${to} is not valid yet: clients would reject it.`, 'GATEWAY.INVALID_CERTIFICATE', [])
    : refusalOf(domains);
  return { domains, steps: inSafestOrder(steps), refusal };
}

function refusalOf(domains: readonly DomainPlan[]): ExpectedRefusal | undefined {
  const refused = domains.find(({ obstacles }) => obstacles.length > 0);
  const obstacle = refused?.obstacles[0];
  if (!refused || !obstacle) return undefined;
  const { code, text } = REASONS[obstacle];
  return refuse(`${refused.wanted.ref.domain}: ${text}`, code, [refused.wanted]);
}

type OwnCode = Parameters<typeof ApigFailure.of>[0];

const REASONS: Readonly<Record<AttachObstacle, { code: OwnCode; text: string }>> = {
  [AttachObstacle.GATEWAY_NOT_FOUND]: {
    code: 'GATEWAY.GATEWAY_NOT_FOUND',
    text: 'a given gateway does not exist.',
  },
  [AttachObstacle.DOMAIN_NOT_FOUND]: {
    code: 'GATEWAY.DOMAIN_NOT_FOUND',
    text: 'it does not exist on the requested gateways.',
  },
  [AttachObstacle.CERTIFICATE_EXPIRED]: {
    code: 'GATEWAY.INVALID_CERTIFICATE',
    text: 'the new certificate has expired.',
  },
  [AttachObstacle.NOT_COVERED]: { code: 'GATEWAY.INVALID_CERTIFICATE', text: 'the new certificate does not cover it.' },
  [AttachObstacle.HOLDS_ANOTHER_CERTIFICATE]: {
    code: 'GATEWAY.CONFLICT',
    text: 'it has a certificate other than these two.',
  },
  [AttachObstacle.OTHER_GATEWAY]: { code: 'GATEWAY.CONFLICT', text: 'the new certificate belongs to another gateway.' },
  [AttachObstacle.NO_TRUSTED_ROOT_CA]: {
    code: 'GATEWAY.CONFLICT',
    text: 'it verifies clients, but the new certificate has no trusted root CA.',
  },
};

function refuse(message: string, code: OwnCode, domains: readonly WantedDomain[]): ExpectedRefusal {
  return { failure: ApigFailure.of(code, 'NOT_SENT', { message: `Nothing was changed. ${message}` }), domains };
}
