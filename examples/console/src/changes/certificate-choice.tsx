import { type FormEvent, useId, useState } from 'react';
import { useRead } from '../client/use-read';
import { useLanguage } from '../i18n/text';
import { CERTIFICATE_NAMES, CERTIFICATES } from '../operations/certificates';
import { Busy } from '../ui/busy';
import { FormActions } from './form-actions';
import { Preview } from './preview';
import type { Site } from './sites';
import { unsuitableFor } from './unsuitable';
import { UnsuitableList } from './unsuitable-list';

/** The number of certificates that the choice reads. */
const MAX_CHOICES = 500;

/** A choice of the certificate that replaces another one on sites. Those that cannot are listed with the reasons. */
export function CertificateChoice({
  exceptId,
  sites,
  onChoose,
  onCancel,
}: {
  readonly exceptId: string;
  readonly sites: readonly Site[];
  readonly onChoose: (certificate: { readonly id: string; readonly name: string }) => void;
  readonly onCancel: () => void;
}) {
  const { t, locale } = useLanguage();
  const id = useId();
  const [chosen, setChosen] = useState('');
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  // Without this read, the preview still warns.
  const notYetValid = useRead(CERTIFICATE_NAMES, 'certificates', {
    first: MAX_CHOICES,
    filter: { states: ['NOT_YET_VALID'] },
  }).outcome;
  if (!notYetValid) return <Busy />;
  const upcoming = new Set(notYetValid.ok ? notYetValid.value.edges.flatMap(({ node }) => node?.id ?? []) : []);
  return (
    <Preview
      document={CERTIFICATES}
      name="certificates"
      variables={{ first: MAX_CHOICES, orderBy: { field: 'NOT_AFTER', direction: 'DESC' } }}
    >
      {({ edges, totalCount }) => {
        const others = edges
          .flatMap(({ node }) => (node && node.id !== exceptId ? [node] : []))
          .map((it) => [it, unsuitableFor(sites, it, upcoming)] as const);
        const suitable = others.flatMap(([it, reasons]) => (reasons.length === 0 ? [it] : []));
        const submit = (event: FormEvent) => {
          event.preventDefault();
          const found = suitable.find((it) => it.id === chosen);
          if (found) onChoose(found);
        };
        return (
          <form className="stack" onSubmit={submit}>
            {suitable.length === 0 ? (
              <p className="screen notice">{t('replace.noneSuitable')}</p>
            ) : (
              <div className="field">
                <label htmlFor={id}>{t('replace.choose')}</label>
                <select id={id} value={chosen} onChange={(event) => setChosen(event.target.value)}>
                  <option value="">{t('replace.chooseOne')}</option>
                  {suitable.map(({ id: value, name, notAfter }) => (
                    <option key={value} value={value} translate="no">
                      {`${name} (${day.format(new Date(notAfter))})`}
                    </option>
                  ))}
                </select>
              </div>
            )}
            {totalCount > edges.length && (
              <p className="hint">{t('replace.more', { count: edges.length, total: totalCount })}</p>
            )}
            <UnsuitableList certificates={others.filter(([, reasons]) => reasons.length > 0)} />
            <p className="hint">{t('replace.renewHint')}</p>
            <FormActions label={t('attach.preview')} isDisabled={chosen === ''} onCancel={onCancel} />
          </form>
        );
      }}
    </Preview>
  );
}
