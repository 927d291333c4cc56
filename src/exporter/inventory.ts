import type { Domain } from '../gateways/domain.type';

/** A project in a region, whose certificates are exported. */
export interface Target {
  readonly projectId: string;
  readonly region: string;
  /** The base URL of the region's upstream. */
  readonly endpoint: string;
}

/** The facts of a certificate that are exported. */
export interface ExportedCertificate {
  readonly id: string;
  readonly name: string;
  /** The end of the validity period; null if the upstream does not say it. */
  readonly notAfter: Date | null;
  /** The start of the validity period; null if it is not known yet. */
  readonly notBefore: Date | null;
  /** Returns true if the certificate covers a domain name. */
  readonly covers: (domain: string) => boolean;
}

/** The lists that are read from each gateway. Each has its own staleness. */
export const COLLECTIONS = ['certificates', 'domains'] as const;
export type Collection = (typeof COLLECTIONS)[number];

/** A domain without a certificate that covers it. */
export interface UncoveredDomain {
  readonly gatewayId: string;
  readonly domain: string;
  /** `no_certificate`: no certificate is attached. `name_mismatch`: the attached one is not valid for the name. */
  readonly reason: 'no_certificate' | 'name_mismatch';
}

/**
 * The certificates and domains of a target as last read. A read that fails leaves the earlier state, so that no series disappears
 * because of it. Only a complete list removes what it does not contain.
 */
export class Inventory {
  #gateways: readonly string[] = [];
  /** The certificates by gateway, and under `PROJECT` those of the list without a gateway. The list that was read last is the last one. */
  readonly #certificates = new Map<string, readonly ExportedCertificate[]>();
  readonly #domains = new Map<string, readonly Domain[]>();
  readonly #lastSuccess = new Map<Collection, number>();

  /** Sets the gateways, from a complete list. The contents of the others are dropped. */
  setGateways(ids: readonly string[]): void {
    this.#gateways = ids;
    for (const lists of [this.#certificates, this.#domains]) {
      for (const id of lists.keys()) if (id !== PROJECT && !ids.includes(id)) lists.delete(id);
    }
  }

  /**
   * Sets the certificates of a complete list.
   * @param gatewayId the gateway, whose list contains the global certificates too; undefined for the list of the project.
   */
  setCertificates(gatewayId: string | undefined, certificates: readonly ExportedCertificate[]): void {
    const key = gatewayId ?? PROJECT;
    this.#certificates.delete(key);
    this.#certificates.set(key, certificates);
  }

  /** Sets the domains of a gateway, from a complete list. */
  setDomains(gatewayId: string, domains: readonly Domain[]): void {
    this.#domains.set(gatewayId, domains);
  }

  /** Records that a collection was read completely. @param at the time, in milliseconds since the Unix epoch. */
  succeeded(collection: Collection, at: number): void {
    this.#lastSuccess.set(collection, at);
  }

  /** Returns the time of the last complete read, in milliseconds since the Unix epoch: 0 if there was none. */
  lastSuccess(collection: Collection): number {
    return this.#lastSuccess.get(collection) ?? 0;
  }

  /** The certificates, each once, as they were read last. */
  get certificates(): ExportedCertificate[] {
    const all = [...this.#certificates.values()].flat();
    return [...new Map(all.map((certificate) => [certificate.id, certificate])).values()];
  }

  /**
   * Returns the number of placements of each attached certificate: domain names on gateways, each once whatever its ports. Undefined
   * until the domains of all gateways have been read, because the numbers would be too small.
   */
  attachedDomains(): ReadonlyMap<string, number> | undefined {
    const isWhole = this.#gateways.every((id) => this.#domains.has(id));
    if (!isWhole || (this.#gateways.length === 0 && this.lastSuccess('domains') === 0)) return undefined;
    const placements = new Map<string, Set<string>>();
    for (const { source, name, certificateIds } of [...this.#domains.values()].flat()) {
      for (const id of certificateIds)
        placements.set(id, (placements.get(id) ?? new Set()).add(`${source.instance_id} ${name}`));
    }
    return new Map([...placements].map(([id, names]) => [id, names.size]));
  }

  /** Returns the domains that no certificate covers. A domain whose certificate was not read is not among them. */
  uncovered(): UncoveredDomain[] {
    const known = new Map(this.certificates.map((certificate) => [certificate.id, certificate]));
    const found = new Map<string, UncoveredDomain>();
    for (const { source, name, certificateIds, hasCertificate } of [...this.#domains.values()].flat()) {
      if (certificateIds.some((id) => known.get(id)?.covers(name) ?? true)) continue;
      const reason = hasCertificate ? 'name_mismatch' : 'no_certificate';
      found.set(`${source.instance_id} ${name}`, { gatewayId: source.instance_id, domain: name, reason });
    }
    return [...found.values()];
  }
}

/** The key of the list of the project. No gateway has this id. */
const PROJECT = '';
