import { useRef, useState } from 'react';
import { ErrorScreen } from '../errors/error-screen';
import type { ServedDomainFragment } from '../gql/graphql';
import { useText } from '../i18n/text';
import { Value } from '../i18n/when';
import { useRowKeys } from '../table/use-row-keys';
import { Busy } from '../ui/busy';
import { Page } from '../ui/page';
import { SearchField } from '../ui/search-field';
import { useShortcuts } from '../ui/shortcuts';
import { DomainTable } from './domain-table';
import { type ListedGateway, useGatewayPages } from './use-gateway-pages';

/** The number of domains of a page: the maximum. */
const PAGE_SIZE = 500;

/** The domains of each gateway, with the certificate that serves each. */
export function DomainsScreen() {
  const t = useText();
  const list = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const [filter, setFilter] = useState('');
  const { gateways, isComplete, problem, more, again } = useGatewayPages(PAGE_SIZE);
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
            {gateway.total === undefined ? (
              <Unread onAgain={again} />
            ) : (
              <DomainTable domains={gateway.domains.filter(matches)} />
            )}
            <Rest gateway={gateway} onMore={more} />
          </section>
        ))}
      </div>
      {!isComplete && !problem && <Busy />}
    </Page>
  );
}

/** Says that only a part of a gateway's domains is shown, and offers the next ones. */
function Rest({
  gateway,
  onMore,
}: {
  readonly gateway: ListedGateway;
  readonly onMore: (gateway: ListedGateway) => Promise<void>;
}) {
  const t = useText();
  const [isReading, setReading] = useState(false);
  const { domains, total = 0, next } = gateway;
  if (next === null) return null;
  const read = async () => {
    setReading(true);
    await onMore(gateway);
    setReading(false);
  };
  return (
    <div className="actions">
      <p className="hint">{t('domains.part', { count: domains.length, total })}</p>
      <button type="button" className="button" disabled={isReading} onClick={() => void read()}>
        {t('domains.more')}
      </button>
    </div>
  );
}

function Unread({ onAgain }: { readonly onAgain: () => void }) {
  const t = useText();
  return (
    <div className="actions">
      <p>{t('domains.unread')}</p>
      <button type="button" className="button" onClick={onAgain}>
        {t('error.reread')}
      </button>
    </div>
  );
}
