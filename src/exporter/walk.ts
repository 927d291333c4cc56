import { ApigFailure } from '../apig/failure';
import { certificateLoader } from '../certificates/certificate/certificate.loader';
import { Certificate } from '../certificates/certificate/certificate.type';
import { mayNeedGateway } from '../certificates/certificate/certificate-parts';
import { coversDomain } from '../certificates/certificate/covers';
import type { FailureKind } from '../contract/error-codes';
import { MAX_PAGE_SIZE } from '../contract/limits';
import { classify } from '../errors/classify';
import { gatewayContentsLoader } from '../gateways/estate.loader';
import { readAllGateways } from '../gateways/gateway.loader';
import { mapBounded } from '../lib/map-bounded';
import { readAllPages } from '../relay/all-pages';
import { upstreamPage } from '../relay/last-page';
import type { RequestContext } from '../request/context';
import { COLLECTIONS, type Collection, type ExportedCertificate, type Inventory } from './inventory';

/** The maximum number of pages of the certificates of one gateway: 10,000 certificates. */
const MAX_CERTIFICATE_PAGES = 20;

/** The maximum number of certificates whose start date is read in one walk, which costs one call each. */
const MAX_NEW_DETAILS = 500;

/** A read of a walk that failed. */
export interface WalkFailure {
  readonly collection: Collection;
  readonly kind: FailureKind;
  readonly error: ApigFailure;
}

/** The start dates of certificates by id and last update. They are not in the list, and change only with an update. */
export type StartDates = Map<string, Date | null>;

/**
 * Reads all gateways of a project, and the certificates and domains of each, into the inventory.
 * @param dates the known start dates. New ones are added, and those of certificates that no longer exist are removed.
 * @returns the reads that failed. What they would have read stays as it was.
 */
export async function walk(
  context: RequestContext,
  inventory: Inventory,
  dates: StartDates,
): Promise<readonly WalkFailure[]> {
  const failures: WalkFailure[] = [];
  const attempt = async (collections: readonly Collection[], read: () => Promise<void>): Promise<void> => {
    try {
      await read();
    } catch (error) {
      if (!(error instanceof ApigFailure)) throw error;
      const { kind } = classify(error);
      failures.push(...collections.map((collection) => ({ collection, kind, error })));
    }
  };

  await attempt(COLLECTIONS, async () => {
    const ids = (await context.once(readAllGateways)).map(({ id }) => id);
    inventory.setGateways(ids);
    const left = { details: MAX_NEW_DETAILS };
    const seen = new Set<string>();
    const read = async (gatewayId?: string) => {
      const certificates = await readCertificates(context, gatewayId);
      for (const certificate of certificates) seen.add(keyOf(certificate));
      await readStartDates(context, certificates, dates, left);
      return certificates.map((certificate) => toExported(certificate, dates));
    };
    const set = (gatewayId: string | undefined, certificates: readonly ExportedCertificate[]) => {
      inventory.setCertificates(gatewayId, certificates);
      // The others are exported, but the failure must be seen: nothing else tells when this certificate expires.
      if (certificates.some(({ notAfter }) => notAfter === null))
        throw ApigFailure.of('GATEWAY.UNREADABLE_REPLY', 'UNKNOWN');
    };
    await attempt(['certificates'], async () => set(undefined, await read().catch(emptyIfRefused)));
    await mapBounded(ids, async (id) => {
      await attempt(['certificates'], async () => set(id, await read(id)));
      await attempt(['domains'], async () => {
        const { domains } = await context.loader(gatewayContentsLoader).load(id);
        inventory.setDomains(id, domains);
      });
    });
    if (failures.length === 0) for (const key of dates.keys()) if (!seen.has(key)) dates.delete(key);
  });
  for (const collection of COLLECTIONS) {
    if (!failures.some((failure) => failure.collection === collection)) inventory.succeeded(collection, Date.now());
  }
  return failures;
}

/** Returns an empty list for the refusal of a region that lists certificates by gateway only. @throws the failure, if it is another one. */
function emptyIfRefused(error: unknown): [] {
  if (mayNeedGateway(error)) return [];
  throw error;
}

/**
 * Reads the certificates that may be used on a gateway, including the global ones, or those of the project.
 * @throws ApigFailure, also if the list may be incomplete.
 */
async function readCertificates(context: RequestContext, gatewayId?: string): Promise<Certificate[]> {
  const filter = gatewayId === undefined ? {} : { instance_id: gatewayId };
  const sources = await readAllPages({
    pageSize: MAX_PAGE_SIZE,
    maxPages: MAX_CERTIFICATE_PAGES,
    identify: ({ id }: { readonly id: string }) => id,
    read: async (offset: number, limit: number) => {
      const page = await context.call('listCertificates', { query: { ...filter, offset, limit } });
      return upstreamPage(page.certs, page);
    },
  });
  return sources.map((source) => Certificate.listed(source));
}

/** Reads the start dates that are not known yet. A certificate whose date cannot be read is tried again in the next walk. */
async function readStartDates(
  context: RequestContext,
  certificates: readonly Certificate[],
  dates: StartDates,
  left: { details: number },
): Promise<void> {
  const unknown = certificates.filter((certificate) => !dates.has(keyOf(certificate))).slice(0, left.details);
  left.details -= unknown.length;
  await mapBounded(unknown, async (certificate) => {
    try {
      dates.set(keyOf(certificate), (await context.loader(certificateLoader).load(certificate.id)).validFrom);
    } catch (error) {
      if (!(error instanceof ApigFailure)) throw error;
    }
  });
}

function keyOf({ id, updateTime, validUntil }: Certificate): string {
  return `${id} ${updateTime?.getTime() ?? ''} ${validUntil?.getTime() ?? ''}`;
}

function toExported(certificate: Certificate, dates: StartDates): ExportedCertificate {
  const { id, name, validUntil: notAfter } = certificate;
  return {
    id,
    name,
    notAfter,
    notBefore: dates.get(keyOf(certificate)) ?? null,
    covers: (domain) => coversDomain(certificate, domain),
  };
}
