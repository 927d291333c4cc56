import { ApigFailure } from '../../apig/failure';
import { classify } from '../../errors/classify';
import type { UpstreamDomain } from '../../gateways/upstream-domain';
import type { RequestContext } from '../../request/context';
import { readAttachedDomains } from '../certificate/attached-domains';
import { isWanted, type WantedDomain } from '../changes/certificate-domain.input';
import { settleChange, type Verdict } from '../changes/settle-change';

/** How often a change that the upstream refused is tried with what is left: others may detach at the same time. */
const MAX_ATTEMPTS = 3;

/**
 * Detaches the domains; success means that none of them is attached any more.
 * @returns their keys.
 * @throws ApigFailure whose `delivery` tells the truth: `UNKNOWN` only where reading back could not tell.
 */
export async function detachDomains(
  context: RequestContext,
  certificateId: string,
  domains: readonly WantedDomain[],
): Promise<Set<string>> {
  const path = { certificate_id: certificateId };
  const body = { domains: domains.map(({ ref }) => ref) };
  await settleChange(
    () => context.call('detachDomains', { path, body }),
    async () => verdictOf(domains, await readAttachedDomains(context, certificateId)),
  );
  return new Set(domains.map(({ key }) => key));
}

/**
 * Detaches those of the domains that are attached, read first.
 * @returns the keys of the domains that were detached; the others were not attached.
 * @throws ApigFailure as `detachDomains` does; not_found:certificate for a certificate that is not there.
 */
export async function detachAttachedDomains(
  context: RequestContext,
  certificateId: string,
  domains: readonly WantedDomain[],
): Promise<Set<string>> {
  for (let attempt = 1; ; attempt++) {
    const attached = await readAttachedDomains(context, certificateId);
    const left = domains.flatMap((wanted) => narrow(wanted, attached));
    if (left.length === 0) {
      // An empty list is also what the upstream may answer for a certificate that it does not know.
      if (attached.length === 0) await context.call('showCertificate', { path: { certificate_id: certificateId } });
      return new Set();
    }
    try {
      return await detachDomains(context, certificateId, left);
    } catch (error) {
      const refused = error instanceof ApigFailure && classify(error).kind === 'not_found:binding';
      if (!refused || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

/** None of the wanted left is the success; all still there, nothing was changed; else nobody knows. */
function verdictOf(domains: readonly WantedDomain[], attached: readonly UpstreamDomain[]): Verdict {
  const left = domains.filter((wanted) => attached.some((domain) => isWanted(wanted, domain)));
  if (left.length === 0) return 'APPLIED';
  return left.length === domains.length ? 'NOT_APPLIED' : 'UNKNOWN';
}

/** The wanted domain on those of its gateways where it is attached; nothing where it is attached on none. */
function narrow(wanted: WantedDomain, attached: readonly UpstreamDomain[]): WantedDomain[] {
  const found = attached.filter((domain) => isWanted(wanted, domain));
  if (found.length === 0) return [];
  if (wanted.ref.instance_ids === undefined) return [wanted];
  // On custom inbound ports a domain is listed once for each: counted once.
  const ids = [...new Set(found.map((domain) => domain.instance_id))];
  return [{ key: wanted.key, ref: { ...wanted.ref, instance_ids: ids } }];
}
