import type { ErrorResultClass } from '../../errors/error-results.type';
import {
  ApigDomainNotAttachedError,
  ApigDomainNotFoundError,
  ApigGatewayNotFoundError,
} from '../../errors/error-results.type';
import { Domain } from '../../gateways/domain.type';
import { boundedPlacements } from '../../gateways/placements';
import type { RequestContext } from '../../request/context';
import { readAttachedDomains } from '../certificate/attached-domains';
import { certificateLoader } from '../certificate/certificate.loader';
import type { WantedDomain } from '../changes/certificate-domain.input';
import { type Finding, locateDomain } from '../changes/locate-domain';
import { isAttachedAsNamed, isMeant } from '../changes/placements';

/** What a detach would do with one domain. */
export interface DetachPlan {
  readonly wanted: WantedDomain;
  /** `FOUND`: the domain is there, but the certificate is not attached to it on each gateway that is meant. */
  readonly finding: Finding | 'ATTACHED';
  /** Where it is attached: what a detach takes off. */
  readonly placements: readonly Domain[];
}

/**
 * What a detach would do, without doing it. Costs a read of the certificate and one for each 500 attached domains; where
 * one of the domains is not attached, the reads of the whole estate too.
 * @throws ApigFailure, for a certificate that is not there too.
 */
export async function planDetach(
  context: RequestContext,
  certificateId: string,
  wanted: readonly WantedDomain[],
): Promise<DetachPlan[]> {
  const [attached] = await Promise.all([
    readAttachedDomains(context, certificateId),
    context.loader(certificateLoader).load(certificateId),
  ]);
  return Promise.all(
    wanted.map(async (it): Promise<DetachPlan> => {
      const wantedHere = attached.filter((domain) => isMeant(it, domain));
      const placements = boundedPlacements(
        wantedHere.map((source) => new Domain({ ssl_id: certificateId, ...source })),
      );
      const finding = isAttachedAsNamed(it, attached) ? 'ATTACHED' : (await locateDomain(context, it)).finding;
      return { wanted: it, finding, placements };
    }),
  );
}

/** The error result that the change gets with `FAIL`; undefined where it succeeds. What is nowhere is told first. */
export function detachRefusal(plans: readonly DetachPlan[]): ErrorResultClass | undefined {
  const findings = plans.map(({ finding }) => finding);
  const missing = findings.find((it) => it === 'GATEWAY_NOT_FOUND' || it === 'DOMAIN_NOT_FOUND');
  if (missing === 'GATEWAY_NOT_FOUND') return ApigGatewayNotFoundError;
  if (missing === 'DOMAIN_NOT_FOUND') return ApigDomainNotFoundError;
  return findings.includes('FOUND') ? ApigDomainNotAttachedError : undefined;
}
