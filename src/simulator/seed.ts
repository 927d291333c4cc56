import type { Project, StoredCertificate, StoredDomain, StoredGateway, StoredGroup } from './estate';
import { inSeconds } from './times';
import { OTHER_PROJECT_ID, SIMULATOR_PROJECT_ID } from './tokens';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The ids of the sample data that the documentation uses. */
export const SAMPLE_IDS = {
  /** The gateway of the shop and its billing. */
  shopGateway: 'f0fa1789-3b76-433b-a787-9892951c620e',
  /** The gateway of the partners. */
  partnerGateway: '7d39549681c54d968ec2910da9da95cd',
  shopCertificate: 'a27be832f2e9441c8127fe48e3b5ac67',
  billingCertificate: 'b1d0c7a5e4f34c0f9a6e2f7d8c9b0a11',
  partnersCertificate: 'c2e1d8b6f5a44d1e8b7f3a8e9d0c1b22',
  legacyCertificate: 'd3f2e9c7a6b55e2f9c8a4b9fae1d2c33',
  upcomingCertificate: 'e4a3fad8b7c66f3aad9b5caabf2e3d44',
  /** A certificate that can replace `shopCertificate` on all of its domains. */
  renewedCertificate: 'a4c5bcf0d9e88b5ccfbd7ecc04a5f667',
  spareCertificate: 'f5b4abe9c8d77a4bbeac6dbbca3f4e55',
  otherProjectCertificate: '0a9b8c7d6e5f40312233445566778899',
} as const;

/** One of the domains that `SAMPLE_IDS.shopCertificate` is attached to. */
export const SAMPLE_DOMAIN = 'www.shop.example.com';

/** Returns the sample project: two gateways, ten domains (a wildcard, two on custom ports), a certificate of each scope and state. */
export function sampleProject(now: Date): Project {
  const { shopGateway, partnerGateway, ...ids } = SAMPLE_IDS;
  const shop = group('c77f5e81d9cb4424bf704ef2b0ac7600', shopGateway, 'shop', now);
  const billing = group('a1e5c3d2b4f64a7b8c9d0e1f2a3b4c5d', shopGateway, 'billing', now);
  const partners = group('b2f6d4e3c5a75b8c9dae1f2a3b4c5d6e', partnerGateway, 'partners', now);
  return {
    id: SIMULATOR_PROJECT_ID,
    gateways: [
      gateway(SIMULATOR_PROJECT_ID, shopGateway, 'gateway-shop', 'PROFESSIONAL', '203.0.113.10', now),
      gateway(SIMULATOR_PROJECT_ID, partnerGateway, 'gateway-partners', 'BASIC', '203.0.113.20', now),
    ],
    groups: [shop, billing, partners],
    domains: [
      domain(1, SAMPLE_DOMAIN, shop, { certificateId: ids.shopCertificate, redirectsToHttps: true }),
      domain(2, 'api.shop.example.com', shop, { certificateId: ids.shopCertificate }),
      domain(3, '*.assets.shop.example.com', shop, { certificateId: ids.shopCertificate }),
      domain(4, 'new.shop.example.com', shop, { status: 2 }),
      domain(5, 'pay.billing.example.com', billing, { ...ports(8080, 8443), certificateId: ids.billingCertificate }),
      domain(6, 'pay.billing.example.com', billing, { ...ports(9080, 9443), certificateId: ids.billingCertificate }),
      domain(7, 'invoices.billing.example.com', billing, {
        ...ports(8080, 8443),
        certificateId: ids.billingCertificate,
      }),
      domain(8, 'api.shop.example.com', partners, { certificateId: ids.shopCertificate }),
      domain(9, 'partners.example.org', partners, { certificateId: ids.partnersCertificate }),
      domain(10, 'mtls.partners.example.org', partners, {
        certificateId: ids.partnersCertificate,
        verifiesClients: true,
      }),
      domain(11, 'sandbox.partners.example.org', partners, { status: 1 }),
      domain(12, 'legacy.example.net', partners, {
        certificateId: ids.legacyCertificate,
        status: 4,
        minTlsVersion: 'TLSv1.1',
      }),
    ],
    certificates: [
      certificate(
        ids.shopCertificate,
        'shop_wildcard',
        ['*.shop.example.com', 'shop.example.com', '*.assets.shop.example.com'],
        {
          now,
          days: [-165, 200],
        },
      ),
      certificate(ids.billingCertificate, 'billing_2026', ['pay.billing.example.com', 'invoices.billing.example.com'], {
        now,
        days: [-353, 12],
        more: {
          type: 'instance',
          instance_id: shopGateway,
          algorithm_type: 'ECC',
          signature_algorithm: 'ECDSA-SHA256',
        },
      }),
      certificate(ids.partnersCertificate, 'partners_mtls', ['partners.example.org', '*.partners.example.org'], {
        now,
        days: [-40, 325],
        more: { is_has_trusted_root_ca: true },
      }),
      certificate(ids.legacyCertificate, 'legacy_site', ['legacy.example.net'], {
        now,
        days: [-385, -20],
        more: { signature_algorithm: 'SHA1-RSA' },
      }),
      certificate(ids.upcomingCertificate, 'shop_wildcard_next', ['*.shop.example.com', 'shop.example.com'], {
        now,
        days: [5, 370],
      }),
      certificate(
        ids.renewedCertificate,
        'shop_renewed',
        ['*.shop.example.com', 'shop.example.com', '*.assets.shop.example.com'],
        { now, days: [-2, 363] },
      ),
      certificate(ids.spareCertificate, 'partners_spare', ['*.partners.example.org'], {
        now,
        days: [-10, 80],
        more: { type: 'instance', instance_id: partnerGateway },
      }),
    ],
  };
}

/** Returns the project of another tenant, which callers of the sample project must never see. */
export function otherProject(now: Date): Project {
  const gatewayId = '5c9a1f0e7b3d4e2a8f6c5d4b3a291807';
  const only = group('d4b8f6a5e7c97daebfc03b4c5d6e7f80', gatewayId, 'tenant', now);
  const certificateId = SAMPLE_IDS.otherProjectCertificate;
  return {
    id: OTHER_PROJECT_ID,
    gateways: [gateway(OTHER_PROJECT_ID, gatewayId, 'gateway-tenant', 'BASIC', '198.51.100.7', now)],
    groups: [only],
    domains: [domain(101, 'www.tenant.example', only, { certificateId })],
    certificates: [
      {
        ...certificate(certificateId, 'tenant_site', ['www.tenant.example'], { now, days: [-30, 335] }),
        project_id: OTHER_PROJECT_ID,
      },
    ],
  };
}

export function gateway(
  project: string,
  id: string,
  name: string,
  spec: string,
  eip: string,
  now: Date,
): StoredGateway {
  return {
    id,
    project_id: project,
    instance_name: name,
    status: 'Running',
    instance_status: 6,
    type: 'apig',
    spec,
    create_time: now.getTime() - 400 * DAY_MS,
    enterprise_project_id: '0',
    eip_address: eip,
    charging_mode: 0,
  };
}

export function group(id: string, gatewayId: string, name: string, now: Date): StoredGroup {
  return { id, gatewayId, name, remark: `The APIs of ${name}`, time: at(now, -390) };
}

export function domain(number: number, name: string, of: StoredGroup, more: Partial<StoredDomain>): StoredDomain {
  return {
    id: `b9be707660c5406394f8973e${String(number).padStart(8, '0')}`,
    name,
    gatewayId: of.gatewayId,
    groupId: of.id,
    status: 3,
    minTlsVersion: 'TLSv1.2',
    redirectsToHttps: false,
    verifiesClients: false,
    ...more,
  };
}

function ports(httpPort: number, httpsPort: number): Pick<StoredDomain, 'httpPort' | 'httpsPort'> {
  return { httpPort, httpsPort };
}

interface Validity {
  readonly now: Date;
  /** The first and the last day of its validity, relative to now. */
  readonly days: readonly [number, number];
  readonly more?: Partial<StoredCertificate>;
}

/** Returns a certificate as the service would have parsed it. */
export function certificate(id: string, name: string, san: string[], { now, days, more }: Validity): StoredCertificate {
  return {
    id,
    name,
    type: 'global',
    instance_id: 'common',
    project_id: SIMULATOR_PROJECT_ID,
    common_name: san[0] ?? '',
    san,
    not_before: inSeconds(at(now, days[0])),
    not_after: inSeconds(at(now, days[1], 60 * 60 * 1000)),
    signature_algorithm: 'SHA256-RSA',
    create_time: at(now, Math.min(days[0], 0)),
    update_time: at(now, Math.min(days[0], 0)),
    is_has_trusted_root_ca: false,
    algorithm_type: 'RSA',
    version: 3,
    organization: ['Example Ltd'],
    organizational_unit: ['Platform'],
    locality: ['Dublin'],
    state: ['Leinster'],
    country: ['IE'],
    serial_number: String(13010 + days[1]),
    issuer: ['Example Trust Services'],
    ...more,
  };
}

/** Returns a time some days from now. An extra hour on end times keeps their whole days constant for an hour. */
function at(now: Date, days: number, moreMs = 0): string {
  return new Date(now.getTime() + days * DAY_MS + moreMs).toISOString();
}
