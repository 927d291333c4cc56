import { type FormEvent, useId, useState } from 'react';
import { useLanguage } from '../i18n/text';
import { CERTIFICATE_NAMES } from '../operations/certificates';
import { Preview } from './preview';

/** A choice of the certificate that replaces another one. */
export function CertificateChoice({
  exceptId,
  onChoose,
  onCancel,
}: {
  readonly exceptId: string;
  readonly onChoose: (certificate: { readonly id: string; readonly name: string }) => void;
  readonly onCancel: () => void;
}) {
  const { t, locale } = useLanguage();
  const id = useId();
  const [chosen, setChosen] = useState('');
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  return (
    <Preview
      document={CERTIFICATE_NAMES}
      name="certificates"
      variables={{ first: 500, filter: { states: ['VALID', 'EXPIRING'] } }}
    >
      {({ edges }) => {
        const choices = edges.flatMap(({ node }) => (node && node.id !== exceptId ? [node] : []));
        const submit = (event: FormEvent) => {
          event.preventDefault();
          const found = choices.find((it) => it.id === chosen);
          if (found) onChoose(found);
        };
        return (
          <form className="stack" onSubmit={submit}>
            <div className="field">
              <label htmlFor={id}>{t('replace.choose')}</label>
              <select id={id} value={chosen} onChange={(event) => setChosen(event.target.value)}>
                <option value="">{t('replace.chooseOne')}</option>
                {choices.map(({ id: value, name, notAfter }) => (
                  <option key={value} value={value} translate="no">
                    {`${name} (${day.format(new Date(notAfter))})`}
                  </option>
                ))}
              </select>
            </div>
            <p className="hint">{t('replace.renewHint')}</p>
            <div className="actions end">
              <button type="button" className="button" onClick={onCancel}>
                {t('dialog.cancel')}
              </button>
              <button type="submit" className="button primary" disabled={chosen === ''}>
                {t('attach.preview')}
              </button>
            </div>
          </form>
        );
      }}
    </Preview>
  );
}
