import type { RequestContext } from '../../request/context';
import { readAttachedByName } from '../certificate/attached-domains';
import type { WantedDomain } from '../changes/certificate-domain.input';
import { type ChangeStates, placementsState } from '../changes/change-states';
import { AttachedRows, isAttachedAsNamed, narrowToAttached } from '../changes/placements';
import { isRefusedAs } from '../changes/refusals';
import { beforeSending, settleChange, type Verdict } from '../changes/settle-change';

/** The maximum number of attempts of a detach that fails because others detach the same domains at the same time. */
export const MAX_ATTEMPTS = 3;

const ADVICE = 'Retry with ifNotAttached: SKIP, which detaches only the domains that are still attached.';

/**
 * Detaches the domains. After it resolves, none of the requested placements is attached any longer.
 * @returns the keys of the domains.
 * @throws ApigFailure as `settleChange` does.
 */
export async function detachDomains(
  context: RequestContext,
  certificateId: string,
  domains: readonly WantedDomain[],
  states?: ChangeStates,
): Promise<Set<string>> {
  const path = { certificate_id: certificateId };
  const body = { domains: domains.map(({ ref }) => ref) };
  await settleChange(context, {
    advice: ADVICE,
    send: (sender) => sender.call('detachDomains', { path, body }),
    readBack: async (reader) => {
      const attached = await readAttached(reader, certificateId, domains);
      if (states) states.after = stateOf(certificateId, domains, attached);
      return verdictOf(domains, attached);
    },
  });
  return new Set(domains.map(({ key }) => key));
}

/**
 * Reads which of the domains are attached and detaches those.
 * @returns the keys of the domains that were detached. The others were not attached.
 * @throws ApigFailure as `detachDomains` does; `not_found:certificate` if the certificate does not exist.
 */
export async function detachAttachedDomains(
  context: RequestContext,
  certificateId: string,
  domains: readonly WantedDomain[],
  states: ChangeStates,
): Promise<Set<string>> {
  for (let attempt = 1; ; attempt++) {
    const attached = await beforeSending(() => readAttached(context, certificateId, domains));
    states.before = stateOf(certificateId, domains, attached);
    const left = domains.flatMap((wanted) => narrowToAttached(wanted, attached) ?? []);
    if (left.length === 0) return new Set();
    try {
      return await detachDomains(context, certificateId, left, states);
    } catch (error) {
      // The upstream rejects the change if someone else has detached one of the domains since.
      if (!isRefusedAs(error, 'not_found:binding') || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

/**
 * Reads which of the domains are not attached as requested, and returns their names. Returns all names if that read fails, or
 * if it finds all domains attached.
 */
export async function namesNotAttached(
  context: RequestContext,
  certificateId: string,
  domains: readonly WantedDomain[],
): Promise<string[]> {
  const all = domains.map(({ ref }) => ref.domain);
  try {
    const attached = await readAttached(context, certificateId, domains);
    const missing = domains.filter((wanted) => !isAttachedAsNamed(wanted, attached));
    return missing.length === 0 ? all : missing.map(({ ref }) => ref.domain);
  } catch {
    return all;
  }
}

/**
 * Reads the attached domains with the given names.
 * @throws ApigFailure, also if the certificate does not exist. The upstream may show it as a certificate without domains.
 */
async function readAttached(
  context: RequestContext,
  certificateId: string,
  domains: readonly WantedDomain[],
): Promise<AttachedRows> {
  const keys = domains.map(({ key }) => key);
  const { rows, isEmpty } = await readAttachedByName(context, certificateId, keys);
  if (isEmpty) await context.call('showCertificate', { path: { certificate_id: certificateId } });
  return new AttachedRows(rows);
}

/** Returns the placements of the domains to which the certificate is attached, for the audit trail. */
function stateOf(certificateId: string, domains: readonly WantedDomain[], attached: AttachedRows) {
  return placementsState(attached.meantByAny(domains), () => certificateId);
}

function verdictOf(domains: readonly WantedDomain[], attached: AttachedRows): Verdict {
  const left = attached.meantByAny(domains);
  if (left.length === 0) return 'APPLIED';
  const shown = left.slice(0, 3).map((row) => `${row.url_domain} on gateway ${row.instance_id}`);
  return { seen: `the certificate was still attached to ${shown.join(', ')}${left.length > 3 ? ' and others' : ''}` };
}
