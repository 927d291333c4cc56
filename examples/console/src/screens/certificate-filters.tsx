import { type ReactNode, type RefObject, useId } from 'react';
import { useRead } from '../client/use-read';
import { useText } from '../i18n/text';
import { GATEWAY_NAMES } from '../operations/gateways';
import { FieldProblem, rejected } from '../ui/field-problem';
import { TEXTS } from '../ui/state-tag';
import type { FilterViolations } from './filter-violations';
import { TextFilter } from './text-filter';
import type { Filters } from './use-filters';

/** The filters of the certificates table. */
export function CertificateFilters({
  filters,
  setFilter,
  violations,
  search,
}: {
  readonly filters: Filters;
  readonly setFilter: (name: keyof Filters, value: string) => void;
  readonly violations: FilterViolations;
  readonly search: RefObject<HTMLInputElement | null>;
}) {
  const t = useText();
  const { outcome } = useRead(GATEWAY_NAMES, 'gateways', {});
  const gateways = outcome?.ok ? outcome.value.edges.flatMap(({ node }) => node ?? []) : [];
  const total = outcome?.ok ? (outcome.value.totalCount ?? 0) : 0;
  const fieldOf = (name: keyof Filters) => ({
    value: filters[name],
    problem: violations[name],
    onChange: (value: string) => setFilter(name, value),
  });
  return (
    <search className="filters" aria-label={t('filter.label')}>
      <TextFilter label={t('filter.name')} {...fieldOf('name')} input={search} />
      <TextFilter label={t('filter.covers')} {...fieldOf('covers')} />
      <ChoiceFilter label={t('filter.state')} {...fieldOf('state')}>
        {Object.entries(TEXTS).map(([state, key]) => (
          <option key={state} value={state}>
            {t(key)}
          </option>
        ))}
      </ChoiceFilter>
      <ChoiceFilter label={t('filter.gateway')} {...fieldOf('gateway')}>
        {gateways.map(({ id: value, name }) => (
          <option key={value} value={value} translate="no">
            {name}
          </option>
        ))}
        {total > gateways.length && (
          <option disabled>{t('filter.gateway.more', { count: gateways.length, total })}</option>
        )}
      </ChoiceFilter>
      <ChoiceFilter label={t('filter.attached')} {...fieldOf('attached')}>
        <option value="yes">{t('filter.attached.yes')}</option>
        <option value="no">{t('filter.attached.no')}</option>
      </ChoiceFilter>
    </search>
  );
}

function ChoiceFilter({
  label,
  value,
  problem,
  onChange,
  children,
}: {
  readonly label: string;
  readonly value: string;
  readonly problem: string | undefined;
  readonly onChange: (value: string) => void;
  readonly children: ReactNode;
}) {
  const t = useText();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        {...rejected(`${id}-problem`, problem)}
      >
        <option value="">{t('filter.any')}</option>
        {children}
      </select>
      <FieldProblem id={`${id}-problem`} message={problem} />
    </div>
  );
}
