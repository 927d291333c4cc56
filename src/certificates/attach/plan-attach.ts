import type { ErrorResultClass } from '../../errors/error-results.type';
import {
  ApigConflictError,
  ApigDomainNotFoundError,
  ApigGatewayNotFoundError,
  ApigInvalidCertificateError,
  ApigInvalidInputError,
  ApigPermissionDeniedError,
} from '../../errors/error-results.type';
import type { Domain } from '../../gateways/domain.type';
import type { RequestContext } from '../../request/context';
import { certificateLoader } from '../certificate/certificate.loader';
import type { Certificate } from '../certificate/certificate.type';
import { isExpired } from '../certificate/certificate-state';
import { coversDomain } from '../certificate/covers';
import type { WantedDomain } from '../changes/certificate-domain.input';
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

/** Returns the error result of the change, or undefined if it would succeed. Missing gateways and domains come first. */
export function attachRefusal(plans: readonly AttachPlan[]): ErrorResultClass | undefined {
  const first = plans.flatMap(({ obstacles }) => obstacles.slice(0, 1));
  const missing = first.find((it) => it === AttachObstacle.GATEWAY_NOT_FOUND || it === AttachObstacle.DOMAIN_NOT_FOUND);
  const obstacle = missing ?? first[0];
  return obstacle && REFUSED_WITH[obstacle];
}

const REFUSED_WITH: Readonly<Record<AttachObstacle, ErrorResultClass>> = {
  [AttachObstacle.GATEWAY_NOT_FOUND]: ApigGatewayNotFoundError,
  [AttachObstacle.DOMAIN_NOT_FOUND]: ApigDomainNotFoundError,
  [AttachObstacle.CERTIFICATE_EXPIRED]: ApigInvalidCertificateError,
  [AttachObstacle.NOT_COVERED]: ApigInvalidCertificateError,
  [AttachObstacle.HOLDS_ANOTHER_CERTIFICATE]: ApigConflictError,
  // APIG.1136 of the error-code table.
  [AttachObstacle.OTHER_GATEWAY]: ApigPermissionDeniedError,
  [AttachObstacle.NO_TRUSTED_ROOT_CA]: ApigInvalidInputError,
};

function obstaclesAt(
  certificate: Certificate,
  domain: Domain,
  { ref }: WantedDomain,
  now: Date,
  replaced: string | undefined,
): AttachObstacle[] {
  const { ssl_id: holds, instance_id: gatewayId } = domain.source;
  const found: [boolean, AttachObstacle][] = [
    [isExpired(certificate.notAfter, now), AttachObstacle.CERTIFICATE_EXPIRED],
    [!coversDomain(certificate, domain.name), AttachObstacle.NOT_COVERED],
    [Boolean(holds) && holds !== certificate.id && holds !== replaced, AttachObstacle.HOLDS_ANOTHER_CERTIFICATE],
    [certificate.instanceId !== null && certificate.instanceId !== gatewayId, AttachObstacle.OTHER_GATEWAY],
    [
      ref.verified_client_certificate_enabled === true && !certificate.hasTrustedRootCa,
      AttachObstacle.NO_TRUSTED_ROOT_CA,
    ],
  ];
  return found.filter(([isThere]) => isThere).map(([, obstacle]) => obstacle);
}

function isAttachedAs(certificate: Certificate, { source }: Domain, { ref }: WantedDomain): boolean {
  const verified = ref.verified_client_certificate_enabled ?? certificate.hasTrustedRootCa;
  return source.ssl_id === certificate.id && (source.verified_client_certificate_enabled ?? false) === verified;
}
