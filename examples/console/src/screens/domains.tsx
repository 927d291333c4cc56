import { useRef, useState } from 'react';
import { Link } from 'wouter';
import { Ports } from '../changes/placement-list';
import { useRead } from '../client/use-read';
import { ErrorScreen } from '../errors/error-screen';
import type { ServedDomainFragment } from '../gql/graphql';
import { useText } from '../i18n/text';
import { Value, When } from '../i18n/when';
import { GATEWAY_DOMAINS } from '../operations/gateways';
import { useRowKeys } from '../table/use-row-keys';
import { Busy } from '../ui/busy';
import { Page } from '../ui/page';
import { SearchField } from '../ui/search-field';
import { useShortcuts } from '../ui/shortcuts';

/** The domains of each gateway, with the certificate that serves each. */
export function DomainsScreen() {
  const t = useText();
  const list = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const [filter, setFilter] = useState('');
  const { outcome, again } = useRead(GATEWAY_DOMAINS, 'gateways', {});
  useRowKeys(list);
  useShortcuts({ '/': () => search.current?.focus() });
  const matches = ({ name, certificate }: ServedDomainFragment) =>
    `${name} ${certificate?.name ?? ''}`.toLowerCase().includes(filter.trim().toLowerCase());
  return (
    <Page title={t('domains.title')}>
      <SearchField label={t('domains.filter')} value={filter} onChange={setFilter} input={search} />
      {!outcome && <Busy />}
      {outcome && !outcome.ok && (
        <ErrorScreen problem={outcome.problem} isChange={false} onRetry={again} onReread={again} />
      )}
      <div ref={list} className="stack">
        {outcome?.ok &&
          outcome.value.edges.flatMap(({ node }) => {
            if (!node) return [];
            const domains = (node.domains?.edges ?? []).flatMap(({ node: domain }) => domain ?? []).filter(matches);
            return (
              <section key={node.id} className="card">
                <h2>
                  <Value>{node.name}</Value>{' '}
                  <span className="hint">{t('domains.count', { count: node.domains?.totalCount ?? 0 })}</span>
                </h2>
                <DomainTable domains={domains} />
              </section>
            );
          })}
      </div>
    </Page>
  );
}

function DomainTable({ domains }: { readonly domains: readonly ServedDomainFragment[] }) {
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
              {domain.certificate ? (
                <Link href={`/certificates/${domain.certificate.id}`} data-row-focus translate="no">
                  {domain.certificate.name}
                </Link>
              ) : (
                <span className="tag warn">{t('domains.dark')}</span>
              )}
            </td>
            <td>{domain.certificate && <When iso={domain.certificate.notAfter} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
