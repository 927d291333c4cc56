import type { CertificateDomainInput, PlacementFragment } from '../gql/graphql';

/** The number of domains above which the certificate's name must be typed for a change. */
export const TYPED_ABOVE = 5;

/** A domain on one gateway. It can have several placements there, one for each pair of ports, which change together. */
export interface Site {
  readonly key: string;
  readonly name: string;
  readonly gatewayId: string | undefined;
  readonly gatewayName: string | undefined;
  readonly placements: readonly PlacementFragment[];
}

/** Groups placements by domain and gateway. */
export function sitesOf(placements: readonly PlacementFragment[]): Site[] {
  const sites = new Map<string, PlacementFragment[]>();
  for (const placement of placements) {
    const key = `${placement.name} ${placement.gateway?.id ?? ''}`;
    sites.set(key, [...(sites.get(key) ?? []), placement]);
  }
  return [...sites].map(([key, group]) => ({
    key,
    name: group[0]?.name ?? '',
    gatewayId: group[0]?.gateway?.id,
    gatewayName: group[0]?.gateway?.name,
    placements: group,
  }));
}

/** Returns the argument `domains` of a change for these sites: each domain with the gateways that it is changed on. */
export function inputOf(sites: readonly Site[]): CertificateDomainInput[] {
  return group(sites).map(([domain, group]) => {
    const instanceIds = group.flatMap(({ gatewayId }) => gatewayId ?? []);
    return instanceIds.length === group.length ? { domain, instanceIds } : { domain };
  });
}

/** Returns the same with the client verification that each domain has, for attaching again what was detached. */
export function restoringInputOf(sites: readonly Site[]): CertificateDomainInput[] {
  const flags = new Map(
    group(sites).map(([domain, group]) => [
      domain,
      new Set(group.flatMap(({ placements }) => placements.map((it) => it.verifiedClientCertificateEnabled))),
    ]),
  );
  return inputOf(sites).map((input) => {
    const [flag, ...others] = flags.get(input.domain) ?? [];
    return others.length > 0 || flag == null ? input : { ...input, verifiedClientCertificateEnabled: flag };
  });
}

/** Returns the number of different domain names. */
export function countDomains(sites: readonly Site[]): number {
  return group(sites).length;
}

function group(sites: readonly Site[]): [string, Site[]][] {
  const groups = new Map<string, Site[]>();
  for (const site of sites) groups.set(site.name, [...(groups.get(site.name) ?? []), site]);
  return [...groups];
}
