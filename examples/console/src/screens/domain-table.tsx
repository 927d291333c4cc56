import { Link } from 'wouter';
import { isCovered, namesOf } from '../changes/covers';
import { Ports } from '../changes/placement-list';
import type { ServedDomainFragment } from '../gql/graphql';
import { useText } from '../i18n/text';
import { Value, When } from '../i18n/when';
import { expiryOf } from '../ui/expiry';
import { StateTag } from '../ui/state-tag';

/** The domains of a gateway, with the certificate of each, and what is wrong with it. */
export function DomainTable({ domains }: { readonly domains: readonly ServedDomainFragment[] }) {
  const t = useText();
  if (domains.length === 0) return <p className="hint">{t('domains.none')}</p>;
  return (
    <table className="sites">
      <thead>
        <tr>
          <th scope="col">{t('column.domain')}</th>
          <th scope="col">{t('column.certificate')}</th>
          <th scope="col">{t('column.notAfter')}</th>
        </tr>
      </thead>
      <tbody>
        {domains.map((domain) => (
          <tr key={domain.id} data-row={domain.id}>
            <th scope="row">
              <Value>{domain.name}</Value> <Ports placement={domain} />
            </th>
            <td>
              <ServingCertificate domain={domain} />
            </td>
            <td>{domain.certificate && <End certificate={domain.certificate} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type Served = NonNullable<ServedDomainFragment['certificate']>;

function ServingCertificate({ domain: { name, certificate } }: { readonly domain: ServedDomainFragment }) {
  const t = useText();
  if (!certificate) return <span className="tag warn">{t('domains.dark')}</span>;
  return (
    <>
      <Link href={`/certificates/${certificate.id}`} data-row-focus translate="no">
        {certificate.name}
      </Link>{' '}
      {!isCovered(name, namesOf(certificate)) && <span className="tag bad">{t('domains.uncovered')}</span>}
    </>
  );
}

function End({ certificate }: { readonly certificate: Served }) {
  const expiry = expiryOf(certificate);
  return (
    <>
      <When iso={certificate.notAfter} /> {expiry !== 'NOT_EXPIRED' && <StateTag state={expiry} />}
    </>
  );
}
