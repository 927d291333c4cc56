import { type RefObject, useEffect, useId, useRef, useState } from 'react';
import { useRead } from '../client/use-read';
import { useText } from '../i18n/text';
import { GATEWAY_NAMES } from '../operations/gateways';
import { TEXTS } from '../ui/state-tag';
import type { Filters } from './use-filters';

/** The time after the last key before a filter is applied, in milliseconds. */
const PAUSE_MS = 350;

/** The filters of the certificates table. */
export function CertificateFilters({
  filters,
  setFilter,
  search,
}: {
  readonly filters: Filters;
  readonly setFilter: (name: keyof Filters, value: string) => void;
  readonly search: RefObject<HTMLInputElement | null>;
}) {
  const t = useText();
  const id = useId();
  const { outcome } = useRead(GATEWAY_NAMES, 'gateways', {});
  const gateways = outcome?.ok ? outcome.value.edges.flatMap(({ node }) => node ?? []) : [];
  return (
    <search className="filters" aria-label={t('filter.label')}>
      <TextFilter
        label={t('filter.name')}
        value={filters.name}
        onChange={(value) => setFilter('name', value)}
        input={search}
      />
      <TextFilter label={t('filter.covers')} value={filters.covers} onChange={(value) => setFilter('covers', value)} />
      <div className="field">
        <label htmlFor={`${id}-state`}>{t('filter.state')}</label>
        <select id={`${id}-state`} value={filters.state} onChange={(event) => setFilter('state', event.target.value)}>
          <option value="">{t('filter.any')}</option>
          {Object.entries(TEXTS).map(([state, key]) => (
            <option key={state} value={state}>
              {t(key)}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={`${id}-gateway`}>{t('filter.gateway')}</label>
        <select
          id={`${id}-gateway`}
          value={filters.gateway}
          onChange={(event) => setFilter('gateway', event.target.value)}
        >
          <option value="">{t('filter.any')}</option>
          {gateways.map(({ id: value, name }) => (
            <option key={value} value={value} translate="no">
              {name}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={`${id}-attached`}>{t('filter.attached')}</label>
        <select
          id={`${id}-attached`}
          value={filters.attached}
          onChange={(event) => setFilter('attached', event.target.value)}
        >
          <option value="">{t('filter.any')}</option>
          <option value="yes">{t('filter.attached.yes')}</option>
          <option value="no">{t('filter.attached.no')}</option>
        </select>
      </div>
    </search>
  );
}

function TextFilter({
  label,
  value,
  onChange,
  input,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly input?: RefObject<HTMLInputElement | null>;
}) {
  const id = useId();
  const [text, setText] = useState(value);
  const apply = useRef(onChange);
  apply.current = onChange;
  useEffect(() => {
    if (text.trim() === value) return;
    const timer = setTimeout(() => apply.current(text.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, value]);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        ref={input}
        type="search"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      />
    </div>
  );
}
