import * as Popover from '@radix-ui/react-popover';
import type { Table } from '@tanstack/react-table';
import type { CertificateRowFragment } from '../gql/graphql';
import { useText } from '../i18n/text';
import { HEADINGS, isColumnId } from './columns';

/** A button that opens the choice of columns. */
export function ColumnChooser({ table }: { readonly table: Table<CertificateRowFragment> }) {
  const t = useText();
  return (
    <Popover.Root>
      <Popover.Trigger className="button">{t('table.columns')}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover" align="end" sideOffset={4} aria-label={t('table.columns')}>
          {table.getAllLeafColumns().map((column) =>
            column.getCanHide() && isColumnId(column.id) ? (
              <label key={column.id} className="check">
                <input type="checkbox" checked={column.getIsVisible()} onChange={column.getToggleVisibilityHandler()} />
                {t(HEADINGS[column.id])}
              </label>
            ) : null,
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
