import type { ConsoleAttachMutation } from '../gql/graphql';
import type { TextKey } from '../i18n/locale';
import { useText } from '../i18n/text';
import { Value } from '../i18n/when';
import { PlacementList } from './placement-list';

type Success = Extract<
  ConsoleAttachMutation['attachCertificateDomains'],
  { readonly __typename: 'AttachCertificateDomainsSuccess' }
>;

/** The outcomes of an attach, domain by domain, with the placements as they are now. */
export function AttachedDomains({ domains }: { readonly domains: Success['domains'] }) {
  const t = useText();
  return (
    <ul className="outcomes">
      {domains.map(({ domain, outcome, placements }) => (
        <li key={domain} data-outcome={outcome}>
          <Value>{domain}</Value>{' '}
          <span className={`tag ${outcome === 'ALREADY_ATTACHED' ? 'plain' : 'good'}`}>
            {t(TEXTS[outcome] ?? 'outcome.ATTACHED')}
          </span>
          {/* They are null if they could not be read after the change. */}
          {placements && <PlacementList placements={placements} />}
        </li>
      ))}
    </ul>
  );
}

/** The server may be newer than this console, and have further outcomes. All of them mean that it is attached. */
const TEXTS: Readonly<Record<string, TextKey | undefined>> = {
  ATTACHED: 'outcome.ATTACHED',
  ALREADY_ATTACHED: 'outcome.ALREADY_ATTACHED',
  VERIFICATION_CHANGED: 'outcome.VERIFICATION_CHANGED',
};
