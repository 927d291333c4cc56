import type { Domain } from '../../gateways/domain.type';
import { InputError } from '../../input/input-error';
import type { RequestContext } from '../../request/context';
import { certificateLoader } from '../certificate/certificate.loader';
import type { Certificate } from '../certificate/certificate.type';
import { isExpired } from '../certificate/certificate-state';
import { coversDomain } from '../certificate/covers';
import type { WantedDomain } from '../changes/certificate-domain.input';
import { isVerifiedAs } from '../changes/default-verification';
import { documentedFailure, type ExpectedRefusal } from '../changes/expected-refusal';
import { locateDomain } from '../changes/locate-domain';

/** The reasons why the upstream would reject attaching a certificate to a domain, in the order in which it checks them. */
export enum AttachObstacle {
  GATEWAY_NOT_FOUND = 'GATEWAY_NOT_FOUND',
  DOMAIN_NOT_FOUND = 'DOMAIN_NOT_FOUND',
  CERTIFICATE_EXPIRED = 'CERTIFICATE_EXPIRED',
  NOT_COVERED = 'NOT_COVERED',
  HOLDS_ANOTHER_CERTIFICATE = 'HOLDS_ANOTHER_CERTIFICATE',
  OTHER_GATEWAY = 'OTHER_GATEWAY',
  NO_TRUSTED_ROOT_CA = 'NO_TRUSTED_ROOT_CA',
}

/** The expected effect of an attach on one domain. */
export interface AttachPlan {
  readonly wanted: WantedDomain;
  /** Empty if it would succeed. In the order in which the upstream checks them, so that the first one determines its error. */
  readonly obstacles: readonly AttachObstacle[];
  /** True if it is already attached as requested, so that nothing would change. */
  readonly isAttached: boolean;
  /** The placements of the domain on the requested gateways. */
  readonly placements: readonly Domain[];
}

/**
 * Plans an attach without changing anything. Costs a read of the certificate and of the whole estate.
 * @param replaced the certificate that a domain may have without being in conflict, because it will be detached.
 * @throws ApigFailure, also if the certificate does not exist.
 */
export async function planAttach(
  context: RequestContext,
  certificateId: string,
  wanted: readonly WantedDomain[],
  replaced?: string,
): Promise<AttachPlan[]> {
  const certificate = await context.loader(certificateLoader).load(certificateId);
  return Promise.all(
    wanted.map(async (it): Promise<AttachPlan> => {
      const { finding, placements } = await locateDomain(context, it);
      const obstacles =
        finding === 'FOUND'
          ? placements.flatMap((domain) => obstaclesAt(certificate, domain, it, context.now, replaced))
          : [AttachObstacle[finding]];
      return {
        wanted: it,
        obstacles: [...new Set(obstacles)],
        isAttached: obstacles.length === 0 && placements.every((domain) => isAttachedAs(certificate, domain, it)),
        placements,
      };
    }),
  );
}

/** Returns the reason why the change would be rejected, or undefined if it would succeed. Missing gateways and domains come first. */
export function attachRefusal(plans: readonly AttachPlan[]): ExpectedRefusal | undefined {
  const first = plans.flatMap(({ wanted, obstacles: [obstacle] }) => (obstacle ? [{ wanted, obstacle }] : []));
  const refused = first.find(({ obstacle }) => MISSING.has(obstacle)) ?? first[0];
  return refused && { failure: FAILURE_OF[refused.obstacle](), domains: [refused.wanted] };
}

const MISSING: ReadonlySet<AttachObstacle> = new Set([
  AttachObstacle.GATEWAY_NOT_FOUND,
  AttachObstacle.DOMAIN_NOT_FOUND,
]);

/** The failure that the upstream documents for each obstacle (error-code table). */
const FAILURE_OF: Readonly<Record<AttachObstacle, () => ExpectedRefusal['failure']>> = {
  [AttachObstacle.GATEWAY_NOT_FOUND]: () => documentedFailure('APIG.3030'),
  [AttachObstacle.DOMAIN_NOT_FOUND]: () => documentedFailure('APIG.3020'),
  [AttachObstacle.CERTIFICATE_EXPIRED]: () => documentedFailure('APIG.2102'),
  [AttachObstacle.NOT_COVERED]: () => documentedFailure('APIG.2103'),
  [AttachObstacle.HOLDS_ANOTHER_CERTIFICATE]: () => documentedFailure('APIG.2051'),
  [AttachObstacle.OTHER_GATEWAY]: () => documentedFailure('APIG.1136'),
  [AttachObstacle.NO_TRUSTED_ROOT_CA]: () =>
    InputError.at(
      'domains.verifiedClientCertificateEnabled',
      'Clients cannot be verified, because the certificate has no trusted root CA.',
    ),
};

function obstaclesAt(
  certificate: Certificate,
  domain: Domain,
  { ref }: WantedDomain,
  now: Date,
  replaced: string | undefined,
): AttachObstacle[] {
  const { certificateIds: held } = domain;
  const { instance_id: gatewayId } = domain.source;
  // A domain may have one certificate for each key algorithm, of which the replaced one leaves its place to the new one.
  const isFree = held.length === 0 || held.some((id) => id === certificate.id || id === replaced);
  const found: [boolean, AttachObstacle][] = [
    [isExpired(certificate.notAfter, now), AttachObstacle.CERTIFICATE_EXPIRED],
    [!coversDomain(certificate, domain.name), AttachObstacle.NOT_COVERED],
    [!isFree, AttachObstacle.HOLDS_ANOTHER_CERTIFICATE],
    [certificate.instanceId !== null && certificate.instanceId !== gatewayId, AttachObstacle.OTHER_GATEWAY],
    [
      ref.verified_client_certificate_enabled === true && !certificate.hasTrustedRootCa,
      AttachObstacle.NO_TRUSTED_ROOT_CA,
    ],
  ];
  return found.filter(([isThere]) => isThere).map(([, obstacle]) => obstacle);
}

/** Returns true if an attach would certainly change nothing. One that the upstream does not tell the client verification of may change. */
function isAttachedAs(certificate: Certificate, { source, certificateIds }: Domain, { ref }: WantedDomain): boolean {
  const verified = ref.verified_client_certificate_enabled ?? certificate.hasTrustedRootCa;
  return certificateIds.includes(certificate.id) && isVerifiedAs(source, verified);
}
