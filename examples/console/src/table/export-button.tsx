import { useState } from 'react';
import type { CertificateRowFragment } from '../gql/graphql';
import { useText } from '../i18n/text';
import { useAnnounce } from '../ui/announcer';
import { csvOf } from './csv';
import type { CertificatePages } from './use-certificate-pages';

/** Exports the selected certificates, or all that the filters match, as CSV. It reads the pages that are not loaded yet. */
export function ExportButton({
  pages,
  selected,
}: {
  readonly pages: CertificatePages;
  readonly selected: readonly CertificateRowFragment[];
}) {
  const t = useText();
  const announce = useAnnounce();
  const [isBusy, setBusy] = useState(false);
  const count = selected.length > 0 ? selected.length : (pages.total ?? 0);
  const save = async () => {
    setBusy(true);
    const rows = selected.length > 0 ? selected : await pages.all();
    setBusy(false);
    if (!rows) return;
    download(csvOf(rows));
    announce(t('export.done', { count: rows.length }));
  };
  return (
    <button
      type="button"
      className="button"
      disabled={isBusy || pages.isRenewing || count === 0}
      onClick={() => void save()}
    >
      {t(selected.length > 0 ? 'export.selected' : 'export.all', { count })}
    </button>
  );
}

function download(csv: string): void {
  const url = URL.createObjectURL(new Blob([csv], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `certificates-${new Date().toISOString().slice(0, 10)}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
