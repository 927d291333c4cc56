import type { components } from '../contract/apig';

/** A certificate as the simulator keeps it: what the upstream would show of it. Private keys are checked and dropped. */
export type StoredCertificate = Required<
  Omit<components['schemas']['CertificateDetails'], 'instance_id' | 'algorithm_type'>
> & { instance_id: string; algorithm_type: 'RSA' | 'ECC' | 'SM2' };

/** One domain on one pair of ports. A domain on custom ports has several, all bound to the same certificate. */
export interface StoredDomain {
  readonly id: string;
  readonly name: string;
  readonly gatewayId: string;
  readonly groupId: string;
  readonly status: 1 | 2 | 3 | 4;
  readonly minTlsVersion: 'TLSv1.1' | 'TLSv1.2';
  readonly redirectsToHttps: boolean;
  readonly httpPort?: number;
  readonly httpsPort?: number;
  certificateId?: string;
  verifiesClients: boolean;
}

export interface StoredGroup {
  readonly id: string;
  readonly gatewayId: string;
  readonly name: string;
  readonly remark: string;
  readonly time: string;
}

export type StoredGateway = Required<components['schemas']['Gateway']>;

/** All that one project has. */
export interface Project {
  readonly id: string;
  readonly gateways: StoredGateway[];
  readonly groups: StoredGroup[];
  readonly domains: StoredDomain[];
  readonly certificates: StoredCertificate[];
}

/** The most certificates in a project (our choice: no source states one). */
export const CERTIFICATE_QUOTA = 2000;

/** The domains that a certificate is bound to. */
export function domainsOf(project: Project, certificateId: string): StoredDomain[] {
  return project.domains.filter((domain) => domain.certificateId === certificateId);
}

/** Unbinds a domain; client verification goes with the certificate. */
export function unbind(domain: StoredDomain): void {
  delete domain.certificateId;
  domain.verifiesClients = false;
}
