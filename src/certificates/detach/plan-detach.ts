import { Domain } from '../../gateways/domain.type';
import { needCertificate, readFactsIfAllowed } from '../../gateways/domain-facts';
import { boundedPlacements } from '../../gateways/placements';
import type { RequestContext } from '../../request/context';
import { readAttachedDomains } from '../certificate/attached-domains';
import { certificateLoader } from '../certificate/certificate.loader';
import type { WantedDomain } from '../changes/certificate-domain.input';
import { documentedFailure, type ExpectedRefusal } from '../changes/expected-refusal';
import { type Finding, locateDomain } from '../changes/locate-domain';
import { AttachedRows, isAttachedAsNamed } from '../changes/placements';

/** The expected effect of a detach on one domain. */
export interface DetachPlan {
  readonly wanted: WantedDomain;
  /** `FOUND`: the domain exists, but the certificate is not attached to it on every requested gateway. */
  readonly finding: Finding | 'ATTACHED';
  /** The placements that would be detached. */
  readonly placements: readonly Domain[];
  /** True if one of the placements would be unreachable; null if none is known to be, and some may. */
  readonly cutsOff: boolean | null;
}

/**
 * Plans a detach without changing anything. Costs a read of the certificate, one call per 500 attached domains, and one per 500 API
 * groups of each gateway with a placement. If one of the domains is not attached, it also reads the whole estate.
 * @throws ApigFailure, also if the certificate does not exist.
 */
export async function planDetach(
  context: RequestContext,
  certificateId: string,
  wanted: readonly WantedDomain[],
): Promise<DetachPlan[]> {
  const [rows] = await Promise.all([
    readAttachedDomains(context, certificateId),
    context.loader(certificateLoader).load(certificateId),
  ]);
  const attached = new AttachedRows(rows);
  return Promise.all(
    wanted.map(async (it): Promise<DetachPlan> => {
      const meant = attached.meantBy(it);
      const placements = boundedPlacements(meant.map((row) => Domain.ofCertificate(certificateId, row)));
      const finding = isAttachedAsNamed(it, attached) ? 'ATTACHED' : (await locateDomain(context, it)).finding;
      return { wanted: it, finding, placements, cutsOff: await cutsOff(context, placements) };
    }),
  );
}

async function cutsOff(context: RequestContext, placements: readonly Domain[]): Promise<boolean | null> {
  return needCertificate(await Promise.all(placements.map((domain) => readFactsIfAllowed(context, domain))));
}

/**
 * Returns the reason why the change would be rejected with `FAIL`, or undefined if it would succeed. Missing gateways and domains
 * come first.
 */
export function detachRefusal(plans: readonly DetachPlan[]): ExpectedRefusal | undefined {
  const missing = plans.find(({ finding }) => finding === 'GATEWAY_NOT_FOUND' || finding === 'DOMAIN_NOT_FOUND');
  const cause = missing?.finding ?? (plans.some(({ finding }) => finding === 'FOUND') ? 'FOUND' : undefined);
  if (cause === undefined || cause === 'ATTACHED') return undefined;
  const domains = plans.filter(({ finding }) => finding === cause).map(({ wanted }) => wanted);
  return { failure: documentedFailure(CODE_OF[cause]), domains };
}

/** The code that the upstream documents for each finding (error-code table). */
const CODE_OF: Readonly<Record<Finding, string>> = {
  GATEWAY_NOT_FOUND: 'APIG.3030',
  DOMAIN_NOT_FOUND: 'APIG.3020',
  // The domain was found, but the certificate is not attached to it.
  FOUND: 'APIG.3097',
};
