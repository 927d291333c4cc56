import type { CertificateRowFragment } from '../gql/graphql';
import type { TextKey } from '../i18n/locale';
import { useText } from '../i18n/text';
import { Value } from '../i18n/when';
import type { Unsuitable } from './unsuitable';

/** The number of domains that a reason names. */
const MAX_NAMED = 3;

/** Certificates that cannot be chosen, each with the reasons. */
export function UnsuitableList({
  certificates,
}: {
  readonly certificates: readonly (readonly [CertificateRowFragment, readonly Unsuitable[]])[];
}) {
  const t = useText();
  if (certificates.length === 0) return null;
  return (
    <details>
      <summary>{t('replace.unsuitable', { count: certificates.length })}</summary>
      <ul className="outcomes">
        {certificates.map(([{ id, name }, reasons]) => (
          <li key={id} data-unsuitable={name}>
            <Value>{name}</Value>
            <ul className="hint">
              {reasons.map((it) => (
                <li key={it.reason}>
                  {it.reason === 'NOT_COVERED' ? (
                    <>
                      {t('unsuitable.NOT_COVERED', { more: Math.max(it.domains.length - MAX_NAMED, 0) })}{' '}
                      <Value>{it.domains.slice(0, MAX_NAMED).join(', ')}</Value>
                    </>
                  ) : (
                    t(TEXTS[it.reason])
                  )}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </details>
  );
}

const TEXTS: Readonly<Record<Exclude<Unsuitable['reason'], 'NOT_COVERED'>, TextKey>> = {
  EXPIRED: 'obstacle.CERTIFICATE_EXPIRED',
  NOT_YET_VALID: 'unsuitable.NOT_YET_VALID',
  OTHER_GATEWAY: 'obstacle.OTHER_GATEWAY',
  NO_ROOT_CA: 'obstacle.NO_TRUSTED_ROOT_CA',
};
