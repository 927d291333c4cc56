import { useText } from '../i18n/text';
import { type ColumnId, HEADINGS, SORTABLE } from './columns';

/** The headings of the table. Those of sortable columns are buttons. */
export function TableHead({
  columns,
  sort,
  onSort,
}: {
  readonly columns: readonly ColumnId[];
  readonly sort: string;
  readonly onSort: (sort: string) => void;
}) {
  const t = useText();
  return (
    <div role="rowgroup">
      <div role="row" aria-rowindex={1} className="grid-row head">
        <div role="columnheader" className="cell select">
          <span className="visually-hidden">{t('column.select')}</span>
        </div>
        {columns.map((id) => {
          const heading = t(HEADINGS[id]);
          if (!SORTABLE.has(id)) {
            return (
              <div key={id} role="columnheader" className={`cell ${id}`}>
                {heading}
              </div>
            );
          }
          const isUp = sort === id;
          const isDown = sort === `-${id}`;
          return (
            <div
              key={id}
              role="columnheader"
              className={`cell ${id}`}
              aria-sort={isUp ? 'ascending' : isDown ? 'descending' : 'none'}
            >
              <button type="button" className="sort" onClick={() => onSort(isUp ? `-${id}` : id)}>
                {heading}
                <span aria-hidden="true">{isUp ? ' ▲' : isDown ? ' ▼' : ''}</span>
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
}
