import { useText } from '../i18n/text';
import { When } from '../i18n/when';
import { expiryOf } from '../session/token-expiry';

/** The end of the token's validity, where the token tells it. */
export function TokenExpiry({ token }: { readonly token: string }) {
  const t = useText();
  const expiry = expiryOf(token);
  if (expiry === undefined) return null;
  return (
    <span className="hint">
      {t('token.until')} <When iso={new Date(expiry).toISOString()} withTime />
    </span>
  );
}
