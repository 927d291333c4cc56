import type { CertificateRowFragment } from '../gql/graphql';
import { isCovered, namesOf } from './covers';
import type { Site } from './sites';

/** A reason why a certificate cannot serve domains. */
export type Unsuitable =
  | { readonly reason: 'NOT_COVERED'; readonly domains: readonly string[] }
  | { readonly reason: 'NOT_YET_VALID' | 'EXPIRED' | 'OTHER_GATEWAY' | 'NO_ROOT_CA' };

/**
 * Returns the reasons why a certificate cannot replace another on sites; none if it can. They are those of the preview, which the server
 * decides, so that one read is enough for all certificates.
 * @param upcoming the ids of the certificates that are not valid yet. The list does not contain start dates.
 */
export function unsuitableFor(
  sites: readonly Site[],
  certificate: CertificateRowFragment,
  upcoming: ReadonlySet<string>,
): Unsuitable[] {
  const { id, type, instanceId, expiresInDays, hasTrustedRootCa } = certificate;
  const names = namesOf(certificate);
  const domains = [...new Set(sites.map(({ name }) => name))].filter((name) => !isCovered(name, names));
  const isElsewhere = ({ gatewayId }: Site) => gatewayId !== undefined && gatewayId !== instanceId;
  const verifies = ({ placements }: Site) => placements.some((it) => it.verifiedClientCertificateEnabled === true);
  return [
    ...(domains.length > 0 ? [{ reason: 'NOT_COVERED', domains } as const] : []),
    ...(expiresInDays < 0 ? [{ reason: 'EXPIRED' } as const] : []),
    ...(upcoming.has(id) ? [{ reason: 'NOT_YET_VALID' } as const] : []),
    ...(type === 'INSTANCE' && sites.some(isElsewhere) ? [{ reason: 'OTHER_GATEWAY' } as const] : []),
    ...(!hasTrustedRootCa && sites.some(verifies) ? [{ reason: 'NO_ROOT_CA' } as const] : []),
  ];
}
