import { createColumnHelper, type RowData } from '@tanstack/react-table';
import { Link } from 'wouter';
import type { CertificateRowFragment, CertificateState } from '../gql/graphql';
import type { TextKey } from '../i18n/locale';
import { useText } from '../i18n/text';
import { TimeLeft, Value, When } from '../i18n/when';
import { expiryOf } from '../ui/expiry';
import { StateTag } from '../ui/state-tag';

declare module '@tanstack/react-table' {
  interface TableMeta<TData extends RowData> {
    /** The state that all rows have, because the server filters by it; undefined if each row has its own. */
    readonly state: CertificateState | undefined;
  }
}

const column = createColumnHelper<CertificateRowFragment>();

/** The columns of the certificates table, in order. */
export const COLUMNS = [
  column.accessor('name', {
    id: 'name',
    enableHiding: false,
    cell: ({ row: { original } }) => (
      <Link href={`/certificates/${original.id}`} data-row-focus translate="no">
        {original.name}
      </Link>
    ),
  }),
  column.accessor(expiryOf, {
    id: 'state',
    cell: ({ getValue, table }) => <StateTag state={table.options.meta?.state ?? getValue()} />,
  }),
  column.accessor('notAfter', { id: 'expiry', cell: ({ getValue }) => <When iso={getValue()} /> }),
  column.accessor('expiresInDays', { id: 'days', cell: ({ getValue }) => <TimeLeft days={getValue()} /> }),
  column.accessor(({ san }) => san.join(' '), {
    id: 'names',
    cell: ({ getValue }) => <Value>{getValue()}</Value>,
  }),
  column.accessor('type', { id: 'scope', cell: ({ getValue }) => <Scope type={getValue()} /> }),
  column.accessor('algorithmType', { id: 'algorithm', cell: ({ getValue }) => <Value>{getValue() ?? ''}</Value> }),
];

/** The ids of the columns. */
export type ColumnId = 'name' | 'state' | 'expiry' | 'days' | 'names' | 'scope' | 'algorithm';

/** The headings of the columns. */
export const HEADINGS: Readonly<Record<ColumnId, TextKey>> = {
  name: 'column.name',
  state: 'column.state',
  expiry: 'column.notAfter',
  days: 'column.days',
  names: 'column.names',
  scope: 'column.scope',
  algorithm: 'column.algorithm',
};

/** The columns that the list can be sorted by. */
export const SORTABLE: ReadonlySet<string> = new Set<ColumnId>(['name', 'expiry']);

/** The columns that are hidden until they are chosen. */
export const HIDDEN_AT_FIRST = { algorithm: false };

/** Returns true for the id of a column. */
export function isColumnId(id: string): id is ColumnId {
  return id in HEADINGS;
}

function Scope({ type }: { readonly type: CertificateRowFragment['type'] }) {
  return <>{useText()(type === 'INSTANCE' ? 'scope.instance' : 'scope.global')}</>;
}
