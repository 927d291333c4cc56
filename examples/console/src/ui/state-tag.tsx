import type { CertificateState } from '../gql/graphql';
import type { TextKey } from '../i18n/locale';
import { useText } from '../i18n/text';
import type { Expiry } from './expiry';

/** The state of a certificate, as a word on a coloured ground. */
export function StateTag({ state }: { readonly state: CertificateState | Expiry | null }) {
  const t = useText();
  if (state === null) return <span className="tag plain">{t('value.none')}</span>;
  return (
    <span className={`tag ${TONES[state]}`}>{t(state === 'NOT_EXPIRED' ? 'state.NOT_EXPIRED' : TEXTS[state])}</span>
  );
}

/** The texts of the states. */
export const TEXTS: Readonly<Record<CertificateState, TextKey>> = {
  VALID: 'state.VALID',
  EXPIRING: 'state.EXPIRING',
  EXPIRED: 'state.EXPIRED',
  NOT_YET_VALID: 'state.NOT_YET_VALID',
};

const TONES: Readonly<Record<CertificateState | Expiry, string>> = {
  // It may not be valid yet, which only the certificate's own screen knows.
  NOT_EXPIRED: 'plain',
  VALID: 'good',
  EXPIRING: 'warn',
  EXPIRED: 'bad',
  NOT_YET_VALID: 'plain',
};
