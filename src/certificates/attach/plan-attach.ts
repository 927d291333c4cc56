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

/** Why the upstream would refuse to attach a certificate to a domain, in the order in which it looks. */
export enum AttachObstacle {
  GATEWAY_NOT_FOUND = 'GATEWAY_NOT_FOUND',
  DOMAIN_NOT_FOUND = 'DOMAIN_NOT_FOUND',
  CERTIFICATE_EXPIRED = 'CERTIFICATE_EXPIRED',
  NOT_COVERED = 'NOT_COVERED',
  HOLDS_ANOTHER_CERTIFICATE = 'HOLDS_ANOTHER_CERTIFICATE',
  OTHER_GATEWAY = 'OTHER_GATEWAY',
  NO_TRUSTED_ROOT_CA = 'NO_TRUSTED_ROOT_CA',
}

/** What attaching would do with one domain. */
export interface AttachPlan {
  readonly wanted: WantedDomain;
  /** Empty where it succeeds. In the order in which the upstream looks: the first is what it refuses with. */
  readonly obstacles: readonly AttachObstacle[];
  /** Whether it is attached already, as wanted: then nothing changes. */
  readonly isAttached: boolean;
  /** Where the domain is, on the gateways that are meant. */
  readonly placements: readonly Domain[];
}

/**
 * What attaching a certificate would do, without doing it. Costs a read of the certificate and the reads of the whole estate.
 * @param replaced a certificate that a domain may hold all the same: it will be taken off.
 * @throws ApigFailure, for a certificate that is not there too.
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

/** The error result that the change gets; undefined where it succeeds. What is nowhere is told first. */
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
