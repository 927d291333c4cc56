import type { ReplacedDomainFragment } from '../gql/graphql';
import type { TextKey } from '../i18n/locale';
import { useText } from '../i18n/text';
import { Value } from '../i18n/when';

/** The outcomes of a replacement, domain by domain. */
export function ReplacedDomains({ domains }: { readonly domains: readonly ReplacedDomainFragment[] }) {
  const t = useText();
  return (
    <ul className="outcomes">
      {domains.map(({ domain, outcome, error }) => (
        <li key={domain} data-outcome={outcome}>
          <Value>{domain}</Value>{' '}
          <span className={`tag ${TONES[outcome] ?? 'bad'}`}>{t(TEXTS[outcome] ?? 'outcome.UNKNOWN')}</span>
          {error && (
            <p className="hint" translate="no">
              {error.message} <code>{error.code}</code>
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Returns the names of the domains that have the new certificate since the replacement. */
export function replacedOf(domains: readonly ReplacedDomainFragment[]): string[] {
  return domains.flatMap(({ domain, outcome }) => (outcome === 'REPLACED' ? [domain] : []));
}

/** The server may be newer than this console, and have further outcomes. */
const TEXTS: Readonly<Record<string, TextKey | undefined>> = {
  REPLACED: 'outcome.REPLACED',
  UNCHANGED: 'outcome.UNCHANGED',
  RESTORED: 'outcome.RESTORED',
  UNKNOWN: 'outcome.UNKNOWN',
  LOST: 'outcome.LOST',
};

const TONES: Readonly<Record<string, string | undefined>> = {
  REPLACED: 'good',
  UNCHANGED: 'plain',
  RESTORED: 'warn',
  UNKNOWN: 'bad',
  LOST: 'bad',
};
