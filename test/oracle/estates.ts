import type { Project } from '../../src/simulator/estate';
import { certificate, domain, gateway, group } from '../../src/simulator/seed';

/** A domain of a test's estate. */
export interface DomainSpec {
  readonly name: string;
  /** Its gateway. Default: `gw-1`. */
  readonly gateway?: string;
  /** The certificate that it holds; none unless said. */
  readonly holds?: string;
  readonly verified?: boolean;
  /** How many pairs of custom inbound ports it is on; no custom ones unless said. */
  readonly ports?: number;
}

/** A certificate of a test's estate, for `*.example.com` and `xn--bcher-kva.example.com`. */
export interface CertificateSpec {
  readonly id: string;
  readonly hasRootCa?: boolean;
  /** The only gateway that it may be used on. Default: all of them. */
  readonly gateway?: string;
}

/** A project with these certificates and domains, in this order, on three gateways with a group each. */
export function estateOf(
  id: string,
  certificates: readonly CertificateSpec[],
  domains: readonly DomainSpec[],
  now = new Date(),
): Project {
  const gateways = ['gw-1', 'gw-2', 'gw-3'].map((name) => gateway(id, name, name, 'BASIC', '203.0.113.1', now));
  const groups = gateways.map(({ id: of }) => group(`group-${of}`, of, `group_${of.replace('-', '_')}`, now));
  let number = 0;
  return {
    id,
    gateways,
    groups,
    domains: domains.flatMap(({ name, gateway: of = 'gw-1', holds, verified = false, ports = 0 }) => {
      const at = groups.find(({ gatewayId }) => gatewayId === of);
      if (!at) throw new Error(`no such gateway: ${of}`);
      const pairs = Array.from({ length: ports }, (_, pair) => ({ httpPort: 8080 + pair, httpsPort: 8443 + pair }));
      return (ports === 0 ? [{}] : pairs).map((pair) =>
        domain(++number, name, at, {
          verifiesClients: verified,
          ...pair,
          ...(holds === undefined ? {} : { certificateId: holds }),
        }),
      );
    }),
    certificates: certificates.map(({ id: own, hasRootCa = false, gateway: of }, index) => ({
      ...certificate(own, `name_${own.replace('-', '_')}`, ['*.example.com', 'xn--bcher-kva.example.com'], {
        now,
        days: [-1, 90],
        more: {
          serial_number: String(1000 + index),
          is_has_trusted_root_ca: hasRootCa,
          ...(of === undefined ? {} : { type: 'instance' as const, instance_id: of }),
        },
      }),
      project_id: id,
    })),
  };
}
