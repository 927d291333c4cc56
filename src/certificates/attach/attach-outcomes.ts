import { registerEnumType } from 'type-graphql';
import { Domain } from '../../gateways/domain.type';
import type { RequestContext } from '../../request/context';
import { readAttachedByName } from '../certificate/attached-domains';
import { certificateLoader } from '../certificate/certificate.loader';
import type { WantedDomain } from '../changes/certificate-domain.input';
import { readVerification } from '../changes/default-verification';
import { AttachedRows } from '../changes/placements';
import { missingGateways } from './attach-domains';

/** The outcome of an attach for one domain: the difference to the state before. */
export enum DomainAttachmentOutcome {
  ATTACHED = 'ATTACHED',
  VERIFICATION_CHANGED = 'VERIFICATION_CHANGED',
  ALREADY_ATTACHED = 'ALREADY_ATTACHED',
}

registerEnumType(DomainAttachmentOutcome, {
  name: 'DomainAttachmentOutcome',
  description:
    'The outcome of an attach for one domain. With several placements, it is the first value that applies to one of them.',
  valuesConfig: {
    ATTACHED: {
      description:
        'The certificate was not attached to a placement before, and is now. It may have been attached by someone else since.',
    },
    VERIFICATION_CHANGED: {
      description:
        'Client verification of a placement has changed. Also if the upstream did not say how it was before. The certificate was attached to every placement before.',
    },
    ALREADY_ATTACHED: {
      description: 'Nothing was changed. It was attached to every placement before, with the same client verification.',
    },
  },
});

/**
 * Reads the state before an attach. If the attach succeeds, these are its outcomes. Usually one call. The certificate is read for its
 * default of client verification, and every gateway for a domain that names none and is attached to one already.
 * @returns one outcome for each domain, in order.
 * @throws ApigFailure
 */
export async function foreseeOutcomes(
  context: RequestContext,
  certificateId: string,
  domains: readonly WantedDomain[],
): Promise<DomainAttachmentOutcome[]> {
  const keys = domains.map(({ key }) => key);
  const { rows } = await readAttachedByName(context, certificateId, keys);
  const known = new AttachedRows(rows);
  return Promise.all(
    domains.map(async (wanted) => {
      const attached = known.meantBy(wanted);
      const isNew = attached.length === 0 || (await missingGateways(context, wanted, attached)).length > 0;
      if (isNew) return DomainAttachmentOutcome.ATTACHED;
      const { hasTrustedRootCa } = await context.loader(certificateLoader).load(certificateId);
      const verified = wanted.ref.verified_client_certificate_enabled ?? hasTrustedRootCa;
      const before = await Promise.all(
        attached.map((row) => readVerification(context, Domain.ofCertificate(certificateId, row))),
      );
      return before.every((it) => it === verified)
        ? DomainAttachmentOutcome.ALREADY_ATTACHED
        : DomainAttachmentOutcome.VERIFICATION_CHANGED;
    }),
  );
}
