import type { UpstreamDomain } from '../../gateways/upstream-domain';
import type { RequestContext } from '../../request/context';
import { readAttachedByName } from '../certificate/attached-domains';
import type { WantedDomain } from '../changes/certificate-domain.input';
import { type ChangeStates, placementsState } from '../changes/change-states';
import { isVerifiedAs, readDefaultVerification } from '../changes/default-verification';
import { locateDomain } from '../changes/locate-domain';
import { AttachedRows, gatewaysOf } from '../changes/placements';
import { settleChange, type Verdict } from '../changes/settle-change';

const ADVICE = 'Retry with the same arguments: attaching a certificate again changes nothing.';

/**
 * Attaches the certificate to the domains. After it resolves, the certificate is attached to each domain on every requested
 * gateway, with the requested client verification.
 * @throws ApigFailure as `settleChange` does.
 */
export async function attachDomains(
  context: RequestContext,
  certificateId: string,
  domains: readonly WantedDomain[],
  states?: ChangeStates,
): Promise<void> {
  const path = { certificate_id: certificateId };
  const body = { domains: domains.map(({ ref }) => ref) };
  await settleChange(context, {
    advice: ADVICE,
    send: (sender) => sender.call('attachDomains', { path, body }),
    readBack: (reader) => readBack(reader, certificateId, domains, states),
  });
}

/**
 * Checks that the certificate is attached as requested. Costs a read of its domains. It also reads the certificate if the request
 * leaves client verification to its default, and every gateway if the request names none.
 */
async function readBack(
  context: RequestContext,
  certificateId: string,
  domains: readonly WantedDomain[],
  states: ChangeStates | undefined,
): Promise<Verdict> {
  const { rows } = await readAttachedByName(
    context,
    certificateId,
    domains.map(({ key }) => key),
  );
  const attached = new AttachedRows(rows);
  if (states) states.after = placementsState(attached.meantByAny(domains), () => certificateId);
  const byDefault = domains.some(({ ref }) => ref.verified_client_certificate_enabled === undefined)
    ? await readDefaultVerification(context, certificateId)
    : false;
  for (const wanted of domains) {
    const verified = wanted.ref.verified_client_certificate_enabled ?? byDefault;
    const found = attached.meantBy(wanted);
    const missing = await missingGateways(context, wanted, found);
    if (missing.length > 0) {
      return { seen: `the certificate was not attached to ${wanted.ref.domain} on gateway ${missing[0]}` };
    }
    if (!found.every((row) => isVerifiedAs(row, verified))) {
      return { seen: `client verification for ${wanted.ref.domain} was not as requested, or not known` };
    }
  }
  return 'APPLIED';
}

/**
 * Returns the requested gateways on which the certificate is not attached to the domain. If the request names none, every gateway is read.
 * @param found the rows of the certificate's attached domains for this one.
 * @throws ApigFailure
 */
export async function missingGateways(
  context: RequestContext,
  wanted: WantedDomain,
  found: readonly UpstreamDomain[],
): Promise<string[]> {
  const meant = wanted.ref.instance_ids ?? (await gatewaysWith(context, wanted));
  if (meant.length === 0) return ['(none has the domain)'];
  const attached = new Set(gatewaysOf(found));
  return meant.filter((id) => !attached.has(id));
}

async function gatewaysWith(context: RequestContext, wanted: WantedDomain): Promise<string[]> {
  const { placements } = await locateDomain(context, wanted);
  return gatewaysOf(placements.map(({ source }) => source));
}
