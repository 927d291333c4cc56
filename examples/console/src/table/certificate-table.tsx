import { getCoreRowModel, useReactTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import type { CertificateRowFragment, CertificateState } from '../gql/graphql';
import { useText } from '../i18n/text';
import type { ListVariables } from '../screens/use-filters';
import { useShortcuts } from '../ui/shortcuts';
import { ColumnChooser } from './column-chooser';
import { COLUMNS, HIDDEN_AT_FIRST, isColumnId } from './columns';
import { ExportButton } from './export-button';
import { TableHead } from './table-head';
import { TableRow } from './table-row';
import type { CertificatePages } from './use-certificate-pages';

/** The height of a row, in pixels. */
const ROW_HEIGHT = 48;

/** The number of rows before the end at which the next page is read. */
const AHEAD = 50;

/** The table of certificates. Only the rows in view are in the document, so that 10,000 rows stay smooth. */
export function CertificateTable({
  pages,
  sort,
  onSort,
}: {
  readonly pages: CertificatePages;
  readonly sort: string;
  readonly onSort: (sort: string) => void;
}) {
  const t = useText();
  const scroller = useRef<HTMLDivElement>(null);
  const [columnVisibility, setColumnVisibility] = useState<Record<string, boolean>>(HIDDEN_AT_FIRST);
  const [rowSelection, setRowSelection] = useState<Record<string, boolean>>({});
  const [current, setCurrent] = useState(-1);
  const table = useReactTable({
    data: pages.rows as CertificateRowFragment[],
    columns: COLUMNS,
    getRowId: ({ id }) => id,
    getCoreRowModel: getCoreRowModel(),
    manualSorting: true,
    meta: { state: stateOf(pages.variables) },
    state: { columnVisibility, rowSelection },
    onColumnVisibilityChange: setColumnVisibility,
    onRowSelectionChange: setRowSelection,
  });
  const { rows } = table.getRowModel();
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - AHEAD) void pages.more();
  }, [last, rows.length, pages.more]);

  const { variables } = pages;
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows begin at the top, with nothing selected.
  useEffect(() => {
    scroller.current?.scrollTo(0, 0);
    setRowSelection({});
    setCurrent(-1);
  }, [variables]);

  const goTo = (index: number) => {
    if (rows.length === 0) return;
    const next = Math.min(Math.max(index, 0), rows.length - 1);
    setCurrent(next);
    virtualizer.scrollToIndex(next);
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"] [data-row-focus]`)?.focus(),
    );
  };
  useShortcuts({
    j: () => goTo(current + 1),
    k: () => goTo(current - 1),
    x: () => rows[current]?.toggleSelected(),
  });
  const columns = table.getVisibleLeafColumns().flatMap(({ id }) => (isColumnId(id) ? [id] : []));
  const selected = rows.filter((row) => row.getIsSelected()).map(({ original }) => original);
  return (
    <section className="card" data-columns={columns.length} aria-busy={pages.isRenewing}>
      <div className="page-header">
        <p className="hint">{t('table.count', { count: pages.total ?? rows.length })}</p>
        <div className="actions">
          <ColumnChooser table={table} />
          <ExportButton pages={pages} selected={selected} />
        </div>
      </div>
      {rows.length === 0 ? (
        <p>{t('table.empty')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard.
        <section className="scroller" ref={scroller} tabIndex={0} aria-label={t('table.label')}>
          <div
            role="table"
            aria-label={t('table.label')}
            aria-rowcount={(pages.total ?? rows.length) + 1}
            className="grid"
          >
            <TableHead columns={columns} sort={sort} onSort={onSort} />
            <div role="rowgroup" className="grid-body" style={{ height: virtualizer.getTotalSize() }}>
              {items.map(({ index, start }) => {
                const row = rows[index];
                return row && <TableRow key={row.id} row={row} index={index} start={start} onCurrent={setCurrent} />;
              })}
            </div>
          </div>
        </section>
      )}
      {pages.isLoading && rows.length > 0 && <p className="hint">{t('loading')}</p>}
    </section>
  );
}

/** Returns the state that all certificates of a filtered list have. It is more than their ends tell: a list has no start dates. */
function stateOf({ filter }: ListVariables): CertificateState | undefined {
  const [only, ...others] = filter.states ?? [];
  return others.length === 0 ? only : undefined;
}
