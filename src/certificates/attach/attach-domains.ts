import type { UpstreamDomain } from '../../gateways/upstream-domain';
import type { RequestContext } from '../../request/context';
import { readAttachedDomains } from '../certificate/attached-domains';
import { isAttached, isWanted, type WantedDomain } from '../changes/certificate-domain.input';
import { settleChange, type Verdict } from '../changes/settle-change';

/**
 * Attaches the certificate to the domains; success means that it serves all of them, with client verification as asked for.
 * @throws ApigFailure whose `delivery` tells the truth: `UNKNOWN` only where reading back could not tell.
 */
export async function attachDomains(
  context: RequestContext,
  certificateId: string,
  domains: readonly WantedDomain[],
): Promise<void> {
  const path = { certificate_id: certificateId };
  const body = { domains: domains.map(({ ref }) => ref) };
  await settleChange(
    () => context.call('attachDomains', { path, body }),
    async () => verdictOf(domains, await readAttachedDomains(context, certificateId)),
  );
}

/** All there as wanted is the success; none there, nothing was changed; else nobody knows. */
function verdictOf(domains: readonly WantedDomain[], attached: readonly UpstreamDomain[]): Verdict {
  if (domains.every((wanted) => isAttachedAs(wanted, attached))) return 'APPLIED';
  return domains.some((wanted) => attached.some((domain) => isWanted(wanted, domain))) ? 'UNKNOWN' : 'NOT_APPLIED';
}

/** Whether the domain is attached with client verification as wanted, where anything was said of it. */
function isAttachedAs(wanted: WantedDomain, attached: readonly UpstreamDomain[]): boolean {
  const { verified_client_certificate_enabled: verified } = wanted.ref;
  const found = attached.filter((domain) => isWanted(wanted, domain));
  return (
    isAttached(wanted, found) &&
    (verified === undefined || found.every((it) => (it.verified_client_certificate_enabled ?? false) === verified))
  );
}
