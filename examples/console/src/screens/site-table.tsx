import { type ReactNode, useRef, useState } from 'react';
import { isCovered, namesOf } from '../changes/covers';
import { PlacementList } from '../changes/placement-list';
import { useText } from '../i18n/text';
import { Value } from '../i18n/when';
import { useRowKeys } from '../table/use-row-keys';
import { SearchField } from '../ui/search-field';
import { useShortcuts } from '../ui/shortcuts';
import type { Selection } from './certificate';
import type { FullCertificate } from './certificate-facts';

/** The number of domains that the screen reads. */
const READ_AT_MOST = 500;

/** The domains of a certificate, by gateway, to select from. */
export function SiteTable({
  certificate,
  sites,
  selected,
  onSelect,
  actions,
}: Selection & { readonly certificate: FullCertificate; readonly actions: ReactNode }) {
  const t = useText();
  const body = useRef<HTMLTableSectionElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const [filter, setFilter] = useState('');
  const shown = sites.filter(({ name, gatewayName = '' }) =>
    `${name} ${gatewayName}`.toLowerCase().includes(filter.trim().toLowerCase()),
  );
  const toggle = (key: string) => {
    const next = new Set(selected);
    if (!next.delete(key)) next.add(key);
    onSelect(next);
  };
  useRowKeys(body);
  useShortcuts({ '/': () => search.current?.focus() });
  const areAll = shown.length > 0 && shown.every(({ key }) => selected.has(key));
  const names = namesOf(certificate);
  const total = certificate.domains?.totalCount ?? 0;
  return (
    <>
      <div className="page-header">
        <h2>{t('certificate.domains', { count: sites.length })}</h2>
        <div className="actions">{actions}</div>
      </div>
      {sites.length === 0 ? (
        <p>{t(certificate.domains ? 'certificate.unused' : 'certificate.unread')}</p>
      ) : (
        <>
          <SearchField label={t('certificate.filter')} value={filter} onChange={setFilter} input={search} />
          {total > READ_AT_MOST && <p className="hint">{t('certificate.more', { count: READ_AT_MOST, total })}</p>}
          <p className="hint" role="status">
            {t('certificate.selected', { count: selected.size })}
          </p>
          <table className="sites">
            <thead>
              <tr>
                <th scope="col" className="select">
                  <input
                    type="checkbox"
                    aria-label={t('certificate.selectAll')}
                    checked={areAll}
                    onChange={() => onSelect(new Set(areAll ? [] : shown.map(({ key }) => key)))}
                  />
                </th>
                <th scope="col">{t('column.domain')}</th>
                <th scope="col">{t('column.where')}</th>
              </tr>
            </thead>
            <tbody ref={body}>
              {shown.map(({ key, name, placements }) => (
                <tr key={key} data-row={key} className={selected.has(key) ? 'selected' : ''}>
                  <td className="select">
                    <input
                      id={`site-${key}`}
                      type="checkbox"
                      checked={selected.has(key)}
                      onChange={() => toggle(key)}
                      data-row-focus
                      data-row-select
                    />
                  </td>
                  <th scope="row">
                    <label htmlFor={`site-${key}`}>
                      <Value>{name}</Value>
                    </label>
                    {!isCovered(name, names) && <span className="tag bad">{t('renew.isUncovered')}</span>}
                  </th>
                  <td>
                    <PlacementList placements={placements} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </>
  );
}
