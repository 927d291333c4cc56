import { useLanguage } from './text';

/** A time in the user's zone. Its tooltip has the time in UTC. */
export function When({ iso, withTime = false }: { readonly iso: string | null; readonly withTime?: boolean }) {
  const { locale, t } = useLanguage();
  if (iso === null) return <>{t('value.none')}</>;
  const at = new Date(iso);
  const utc = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long', timeZone: 'UTC' }).format(at);
  const local = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', ...(withTime ? { timeStyle: 'short' } : {}) });
  return (
    <time dateTime={iso} title={utc}>
      {local.format(at)}
    </time>
  );
}

/** A value that is the same in every language: a name, an id, a code. */
export function Value({ children, code = false }: { readonly children: string; readonly code?: boolean }) {
  return code ? (
    <code translate="no">{children}</code>
  ) : (
    <bdi translate="no" className="value">
      {children}
    </bdi>
  );
}

/** The time until a certificate expires, or since it has. */
export function TimeLeft({ days }: { readonly days: number }) {
  const { t } = useLanguage();
  return <>{t('days.left', { days: Math.abs(days), ago: days < 0 ? 'yes' : 'no' })}</>;
}
