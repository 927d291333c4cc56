import { useRef, useState } from 'react';
import { ErrorScreen } from '../errors/error-screen';
import { RestOfGateway } from '../gateways/rest-of-gateway';
import { MAX_DOMAINS, useGatewayPages } from '../gateways/use-gateway-pages';
import type { ServedDomainFragment } from '../gql/graphql';
import { useText } from '../i18n/text';
import { Value } from '../i18n/when';
import { useRowKeys } from '../table/use-row-keys';
import { Busy } from '../ui/busy';
import { Page } from '../ui/page';
import { SearchField } from '../ui/search-field';
import { useShortcuts } from '../ui/shortcuts';
import { DomainTable } from './domain-table';

/** The domains of each gateway, with the certificate that serves each. */
export function DomainsScreen() {
  const t = useText();
  const list = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const [filter, setFilter] = useState('');
  const { gateways, isComplete, problem, more, again } = useGatewayPages(MAX_DOMAINS);
  useRowKeys(list);
  useShortcuts({ '/': () => search.current?.focus() });
  const matches = ({ name, certificate }: ServedDomainFragment) =>
    `${name} ${certificate?.name ?? ''}`.toLowerCase().includes(filter.trim().toLowerCase());
  return (
    <Page title={t('domains.title')}>
      <SearchField label={t('domains.filter')} value={filter} onChange={setFilter} input={search} />
      {problem && <ErrorScreen problem={problem} isChange={false} onRetry={again} onReread={again} />}
      <div ref={list} className="stack">
        {gateways.map((gateway) => (
          <section key={gateway.id} className="card">
            <h2>
              <Value>{gateway.name}</Value>{' '}
              {gateway.total !== undefined && (
                <span className="hint">{t('domains.count', { count: gateway.total })}</span>
              )}
            </h2>
            {gateway.total !== undefined && <DomainTable domains={gateway.domains.filter(matches)} />}
            <RestOfGateway gateway={gateway} onMore={more} onAgain={again} />
          </section>
        ))}
      </div>
      {!isComplete && !problem && <Busy />}
    </Page>
  );
}
