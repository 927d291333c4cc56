import { useText } from '../i18n/text';
import { Value, When } from '../i18n/when';
import { type LocalCertificate, readCertificate } from './read-certificate';

/** The facts that a new certificate's text shows, and what only the server checks. The API has no preview of a creation. */
export function CreateEffect({ pem }: { readonly pem: string }) {
  const t = useText();
  const read = readCertificate(pem);
  return (
    <>
      {read ? <Facts certificate={read} /> : <p className="screen error">{t('create.unreadable')}</p>}
      <p className="hint">{t('create.serverChecks')}</p>
    </>
  );
}

function Facts({ certificate: { names, notBefore, notAfter, issuer } }: { readonly certificate: LocalCertificate }) {
  const t = useText();
  const now = Date.now();
  return (
    <>
      {names.length === 0 && <p className="screen error">{t('create.noNames')}</p>}
      {notAfter.getTime() < now && <p className="screen error">{t('obstacle.CERTIFICATE_EXPIRED')}</p>}
      {notBefore.getTime() > now && <p className="screen notice">{t('create.notYetValid')}</p>}
      <dl className="facts">
        <dt>{t('column.names')}</dt>
        <dd>
          <ul className="names">
            {names.map((name) => (
              <li key={name}>
                <Value>{name}</Value>
              </li>
            ))}
          </ul>
        </dd>
        <dt>{t('certificate.notBefore')}</dt>
        <dd>
          <When iso={notBefore.toISOString()} />
        </dd>
        <dt>{t('certificate.notAfter')}</dt>
        <dd>
          <When iso={notAfter.toISOString()} />
        </dd>
        <dt>{t('certificate.issuer')}</dt>
        <dd>
          <Value>{issuer}</Value>
        </dd>
      </dl>
    </>
  );
}
