import type { ReactNode } from 'react';
import type { ConsoleUpdatePreviewQuery } from '../gql/graphql';
import type { TextKey } from '../i18n/locale';
import { useText } from '../i18n/text';
import { Value, When } from '../i18n/when';
import { readCertificate } from './read-certificate';

/** The preview of a renewal. */
export type UpdatePreview = Extract<
  ConsoleUpdatePreviewQuery['updatePreview'],
  { readonly __typename: 'UpdatePreview' }
>;

interface Row {
  readonly name: TextKey;
  readonly before: ReactNode;
  readonly after: ReactNode;
  readonly isSame: boolean;
}

/** The facts of a certificate before and after a renewal, side by side where they differ. */
export function RenewComparison({ preview, pem }: { readonly preview: UpdatePreview; readonly pem: string }) {
  const t = useText();
  return (
    <table className="comparison">
      <thead>
        <tr>
          <td />
          <th scope="col">{t('renew.before')}</th>
          <th scope="col">{t('renew.after')}</th>
        </tr>
      </thead>
      <tbody>
        {rowsOf(preview, pem).map(({ name, before, after, isSame }) => (
          <tr key={name} data-fact={name} data-same={isSame}>
            <th scope="row">{t(name)}</th>
            <td>{before}</td>
            <td>{isSame ? <span className="tag plain">{t('renew.same')}</span> : after}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The names and the end of the new content come from the API. It has no other facts of it, so the console reads them itself. */
function rowsOf({ certificate, san, notAfter }: UpdatePreview, pem: string): Row[] {
  const names: Row = {
    name: 'certificate.names',
    before: <Value>{certificate.san.join(', ')}</Value>,
    after: <Value>{san.join(', ')}</Value>,
    isSame: keyOf(certificate.san) === keyOf(san),
  };
  const end = timeRow('certificate.notAfter', certificate.notAfter, notAfter);
  const read = readCertificate(pem);
  if (!read) return [names, end];
  const { issuer, algorithmType, notBefore } = certificate;
  return [
    names,
    timeRow('certificate.notBefore', notBefore, read.notBefore.toISOString()),
    end,
    {
      name: 'certificate.issuer',
      before: <Value>{issuer?.join(', ') ?? ''}</Value>,
      after: <Value>{read.issuer}</Value>,
      isSame: issuer?.includes(read.issuer) ?? false,
    },
    {
      name: 'column.algorithm',
      // The API does not have the size of the key in use, so that the new one is shown even if the algorithm stays.
      before: <Value>{algorithmType ?? ''}</Value>,
      after: <Value>{[read.algorithm, read.bits].filter((it) => it !== undefined).join(', ')}</Value>,
      isSame: false,
    },
  ];
}

function timeRow(name: TextKey, before: string | null, after: string): Row {
  const isSame = before !== null && Date.parse(before) === Date.parse(after);
  return { name, before: <When iso={before} />, after: <When iso={after} />, isSame };
}

function keyOf(names: readonly string[]): string {
  return names
    .map((it) => it.toLowerCase())
    .sort()
    .join(' ');
}
