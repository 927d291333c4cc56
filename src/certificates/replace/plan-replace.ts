import { ApigFailure } from '../../apig/failure';
import { MAX_REPLACED_PLACEMENTS } from '../../contract/limits';
import { domainKey } from '../../input/domain-name';
import { InputError } from '../../input/input-error';
import type { RequestContext } from '../../request/context';
import { AttachObstacle, planAttach } from '../attach/plan-attach';
import { attachedDomainsLoader } from '../certificate/attached-domains';
import { certificateLoader } from '../certificate/certificate.loader';
import { isNotYetValid } from '../certificate/certificate-state';
import type { WantedDomain } from '../changes/certificate-domain.input';
import { locateDomain } from '../changes/locate-domain';
import { type Step, stepsOf } from './replace-steps';

/** The steps in the safest order, or the reason why no step is taken. */
export type ReplacementPlan =
  | { readonly steps: readonly Step[] }
  | { readonly refusal: ApigFailure; readonly domainNames: readonly string[] };

/**
 * Checks that the new certificate could be attached to every domain once the old one is detached, so that no domain is left
 * without one. Costs the reads of `planAttach`, and one call per 500 domains of the old certificate.
 * @throws ApigFailure; InputError if there are more placements than one call may replace.
 */
export async function planReplacement(
  context: RequestContext,
  from: string,
  to: string,
  wanted: readonly WantedDomain[],
): Promise<ReplacementPlan> {
  const certificate = await context.loader(certificateLoader).load(to);
  if (isNotYetValid(certificate.validFrom, context.now)) {
    return refuse(`${to} is not valid yet: clients would reject it.`, 'GATEWAY.INVALID_CERTIFICATE', []);
  }
  const steps: Step[] = [];
  for (const it of wanted) {
    const { placements } = await locateDomain(context, it);
    const own = stepsOf(it, placements, from, to);
    for (const { obstacles } of await planAttach(context, to, [it, ...own.map(({ next }) => next)], from)) {
      const [obstacle] = obstacles;
      if (obstacle) {
        const { code, text } = REASONS[obstacle];
        return refuse(`${it.ref.domain}: ${text}`, code, [it.ref.domain]);
      }
    }
    steps.push(...own);
  }
  if (steps.length > MAX_REPLACED_PLACEMENTS) {
    const message = `domains has ${steps.length} placements on gateways, but one call replaces at most ${MAX_REPLACED_PLACEMENTS}. Nothing was changed.`;
    throw InputError.at('domains', message);
  }
  // Domains that redirect HTTP to HTTPS go last, because they are unreachable while they have no certificate.
  const attached = await context.loader(attachedDomainsLoader).load(from);
  const redirected = new Set(
    attached.filter((it) => it.is_http_redirect_to_https).map((it) => domainKey(it.url_domain)),
  );
  const isRedirected = ({ wanted: { key } }: Step) => Number(redirected.has(key));
  return { steps: steps.sort((one, other) => isRedirected(one) - isRedirected(other)) };
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

function refuse(message: string, code: OwnCode, domainNames: readonly string[]): ReplacementPlan {
  return { refusal: ApigFailure.of(code, 'NOT_SENT', { message: `Nothing was changed. ${message}` }), domainNames };
}
