import { useEffect, useRef, useState } from 'react';
import { CreateDialog } from '../changes/create-dialog';
import { ErrorScreen } from '../errors/error-screen';
import { useText } from '../i18n/text';
import { CertificateTable } from '../table/certificate-table';
import { useCertificatePages } from '../table/use-certificate-pages';
import { useAnnounce } from '../ui/announcer';
import { Busy } from '../ui/busy';
import { Page } from '../ui/page';
import { useShortcuts } from '../ui/shortcuts';
import { CertificateFilters } from './certificate-filters';
import { useFilters } from './use-filters';

/** The certificates of the project: filters, and a table that loads further pages as it is scrolled. */
export function CertificatesScreen() {
  const t = useText();
  const announce = useAnnounce();
  const search = useRef<HTMLInputElement>(null);
  const { filters, setFilter, clear, variables } = useFilters();
  const pages = useCertificatePages(variables);
  const [isCreating, setCreating] = useState(false);
  useShortcuts({ '/': () => search.current?.focus() });
  const { total, isLoading } = pages;
  useEffect(() => {
    if (!isLoading && total !== undefined) announce(t('table.count', { count: total }));
  }, [isLoading, total, announce, t]);
  return (
    <Page
      title={t('nav.certificates')}
      actions={
        <button type="button" className="button primary" onClick={() => setCreating(true)}>
          {t('create.title')}
        </button>
      }
    >
      <CertificateFilters filters={filters} setFilter={setFilter} violations={pages.violations} search={search} />
      {clear && (
        <div className="actions">
          <button
            type="button"
            className="button small"
            onClick={() => {
              clear();
              search.current?.focus();
            }}
          >
            {t('filter.clear')}
          </button>
        </div>
      )}
      {pages.problem && (
        <ErrorScreen problem={pages.problem} isChange={false} onRetry={pages.again} onReread={pages.again} />
      )}
      {isLoading && pages.rows.length === 0 ? (
        <Busy />
      ) : (
        (pages.rows.length > 0 || (!pages.problem && pages.total !== undefined)) && (
          <CertificateTable pages={pages} sort={filters.sort} onSort={(sort) => setFilter('sort', sort)} />
        )
      )}
      {isCreating && <CreateDialog onChanged={pages.renew} onClose={() => setCreating(false)} />}
    </Page>
  );
}
