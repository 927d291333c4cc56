import type { Domain } from '../../gateways/domain.type';
import { factsOf, readFacts } from '../../gateways/domain-facts';
import type { UpstreamDomain } from '../../gateways/upstream-domain';
import type { RequestContext } from '../../request/context';

/**
 * Reads the default of client verification for an attach: true if the certificate has a trusted root CA (API reference, Attaching
 * a Certificate). One upstream call.
 */
export async function readDefaultVerification(context: RequestContext, certificateId: string): Promise<boolean> {
  const source = await context.call('showCertificate', { path: { certificate_id: certificateId } });
  return source.is_has_trusted_root_ca ?? false;
}

/** Returns true if a row says that clients are verified as wanted. One that does not say it proves nothing. */
export function isVerifiedAs(
  row: Pick<UpstreamDomain, 'verified_client_certificate_enabled'>,
  wanted: boolean | undefined,
): boolean {
  return row.verified_client_certificate_enabled === wanted;
}

/**
 * Returns true if a domain verifies clients. Its API group is read if the domain does not say, as in `readFacts`; null if that does not
 * say either.
 * @throws ApigFailure if the groups cannot be read.
 */
export async function readVerification(context: RequestContext, domain: Domain): Promise<boolean | null> {
  return factsOf(domain).verifiesClients ?? (await readFacts(context, domain)).verifiesClients;
}
