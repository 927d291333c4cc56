import { Link } from 'wouter';
import type { CertificateRowFragment } from '../gql/graphql';
import { useLanguage } from '../i18n/text';
import { TimeLeft, When } from '../i18n/when';
import { expiryOf } from '../ui/expiry';
import { StateTag } from '../ui/state-tag';

/** The certificates that have expired or expire within some days, by month, the first one first. */
export function Timeline({ rows, days }: { readonly rows: readonly CertificateRowFragment[]; readonly days: number }) {
  const { t, locale } = useLanguage();
  const soon = rows.filter(({ expiresInDays }) => expiresInDays <= days);
  if (soon.length === 0) return <p className="hint">{t('overview.nothing')}</p>;
  const month = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long' });
  const months = new Map<string, CertificateRowFragment[]>();
  for (const row of soon) {
    const name = month.format(new Date(row.notAfter));
    months.set(name, [...(months.get(name) ?? []), row]);
  }
  return (
    <ol className="timeline">
      {[...months].map(([name, group]) => (
        <li key={name}>
          <h3>
            <time>{name}</time>
          </h3>
          <ul>
            {group.map(({ id, name: certificate, notAfter, expiresInDays }) => (
              <li key={id}>
                <When iso={notAfter} />
                <Link href={`/certificates/${id}`} translate="no">
                  {certificate}
                </Link>
                <StateTag state={expiryOf({ notAfter, expiresInDays })} />
                <span className="hint">
                  <TimeLeft days={expiresInDays} />
                </span>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}
