import { placementsOf } from './claims';
import type { Journal } from './journal';
import type { Exchange } from './judge';
import type { RequestOf } from './requests';
import type { Result } from './response';

/**
 * Returns the faults of the outcomes of an attach: the difference between the state before it and the wanted one. Where others change
 * the domains meanwhile, each fact is that of some moment before the first move of this request.
 */
export function judgeAttachments(
  { id, request, from, to }: Exchange & { request: RequestOf<'attach'> },
  result: Result,
  journal: Journal,
): string[] {
  const { domains, certificateId } = request;
  const first = journal.moves.findIndex(({ requestId }) => requestId === id);
  const states = journal.statesIn(from, first === -1 ? to : Math.min(first, to));
  const defaults = new Set(states.map(({ certificates }) => certificates.get(certificateId)?.hasRootCa ?? false));
  const told = result['domains'] as readonly { readonly outcome?: string }[];
  return domains.flatMap((ref, index) => {
    const { verifiedClientCertificateEnabled: asked } = ref;
    const wanted = asked === undefined ? [...defaults] : [asked];
    /** The client verification of each placement at the moments at which it had the certificate, and if there were others. */
    const placements = placementsOf(journal.initial, ref).map(({ id: of }) => {
      const seen = states.map((state) => state.placements.find((it) => it.id === of));
      const on = seen.filter((it) => it?.certificateId === certificateId);
      return { verified: on.map((it) => it?.verified ?? false), wasOff: on.length < seen.length };
    });
    const wasOn = placements.every(({ verified }) => verified.length > 0);
    const isPossible: Readonly<Record<string, boolean>> = {
      ATTACHED: placements.some(({ wasOff }) => wasOff),
      VERIFICATION_CHANGED:
        wasOn && placements.some(({ verified }) => verified.some((was) => wanted.some((it) => it !== was))),
      ALREADY_ATTACHED: wasOn && placements.every(({ verified }) => verified.some((was) => wanted.includes(was))),
    };
    const outcome = told[index]?.outcome;
    // A field that is not selected says nothing.
    return outcome === undefined || isPossible[outcome]
      ? []
      : [`${ref.domain} ${outcome}: it was not so before the change`];
  });
}
