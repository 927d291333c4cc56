import type { components } from '../contract/apig';
import { DEFAULT_HTTP_PORT, DEFAULT_HTTPS_PORT } from '../contract/limits';

/** A stored certificate, with the attributes that the upstream shows. Private keys are checked but not stored. */
export type StoredCertificate = Required<
  Omit<components['schemas']['CertificateDetails'], 'instance_id' | 'algorithm_type'>
> & { instance_id: string; algorithm_type: 'RSA' | 'ECC' | 'SM2' };

/** One domain on one pair of ports. A domain on custom ports has several, all bound to the same certificate. */
export interface StoredDomain {
  readonly id: string;
  /** As the service shows it; it may end with a dot. */
  readonly name: string;
  readonly gatewayId: string;
  readonly groupId: string;
  readonly status: 1 | 2 | 3 | 4;
  readonly minTlsVersion: 'TLSv1.1' | 'TLSv1.2';
  readonly redirectsToHttps: boolean;
  /** The inbound port of each protocol; -1 if the domain does not accept it. Default: 80 and 443. */
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

/** The contents of one project. */
export interface Project {
  readonly id: string;
  readonly gateways: StoredGateway[];
  readonly groups: StoredGroup[];
  readonly domains: StoredDomain[];
  readonly certificates: StoredCertificate[];
}

/** The maximum number of certificates in a project (our choice; no source documents one). */
export const CERTIFICATE_QUOTA = 2000;

/** Returns the ports of a domain as the service shows them (terraform-provider-huaweicloud, TestAccGroupDomainAssociate_basic). */
export function portsOf({ httpPort = DEFAULT_HTTP_PORT, httpsPort = DEFAULT_HTTPS_PORT }: StoredDomain) {
  return { ingress_http_port: httpPort, ingress_https_port: httpsPort };
}

/** Returns the domains that a certificate is bound to. */
export function domainsOf(project: Project, certificateId: string): StoredDomain[] {
  return project.domains.filter((domain) => domain.certificateId === certificateId);
}

/** Unbinds a domain and turns its client verification off. */
export function unbind(domain: StoredDomain): void {
  delete domain.certificateId;
  domain.verifiesClients = false;
}
