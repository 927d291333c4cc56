import { flexRender, type Row } from '@tanstack/react-table';
import type { CertificateRowFragment } from '../gql/graphql';
import { useText } from '../i18n/text';

/** One row of the table, at its place in the scrolled area. */
export function TableRow({
  row,
  index,
  start,
  onCurrent,
}: {
  readonly row: Row<CertificateRowFragment>;
  readonly index: number;
  /** The distance from the first row, in pixels. */
  readonly start: number;
  readonly onCurrent: (index: number) => void;
}) {
  const t = useText();
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      className={row.getIsSelected() ? 'grid-row selected' : 'grid-row'}
      style={{ transform: `translateY(${start}px)` }}
      onFocus={() => onCurrent(index)}
    >
      <div role="cell" className="cell select">
        <input
          type="checkbox"
          aria-label={t('table.select', { name: row.original.name })}
          checked={row.getIsSelected()}
          onChange={row.getToggleSelectedHandler()}
        />
      </div>
      {row.getVisibleCells().map((cell) => (
        <div key={cell.id} role="cell" className={`cell ${cell.column.id}`}>
          {flexRender(cell.column.columnDef.cell, cell.getContext())}
        </div>
      ))}
    </div>
  );
}
