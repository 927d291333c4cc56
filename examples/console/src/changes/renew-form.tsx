import { type FormEvent, useState } from 'react';
import { useText } from '../i18n/text';
import { certificateProblem, keyProblem } from './check-pem';
import { PemField } from './pem-field';

/** The new content of a certificate, as PEM. */
export interface NewContent {
  readonly certContent: string;
  readonly privateKey: string;
  /** Empty for none. */
  readonly trustedRootCa: string;
}

/** The fields for the new content. They are checked before anything is sent. */
export function RenewForm({
  content,
  asksForRootCa,
  onChange,
  onDone,
  onCancel,
}: {
  readonly content: NewContent;
  readonly asksForRootCa: boolean;
  readonly onChange: (content: NewContent) => void;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}) {
  const t = useText();
  const [tried, setTried] = useState(false);
  const problems = {
    certContent: certificateProblem(content.certContent),
    privateKey: keyProblem(content.privateKey),
    trustedRootCa: content.trustedRootCa.trim() === '' ? undefined : certificateProblem(content.trustedRootCa),
  };
  const isShown = (name: keyof NewContent) => tried || content[name] !== '';
  const field = (name: keyof NewContent, label: string, hint?: string) => {
    const problem = problems[name];
    return (
      <PemField
        label={label}
        {...(hint === undefined ? {} : { hint })}
        value={content[name]}
        problem={problem !== undefined && isShown(name) ? t(problem) : undefined}
        onChange={(value) => onChange({ ...content, [name]: value })}
      />
    );
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.values(problems).every((it) => it === undefined)) onDone();
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <p>{t('renew.help')}</p>
      {field('certContent', t('renew.certificate'), t('renew.certificateHint'))}
      {field('privateKey', t('renew.key'), t('renew.keyHint'))}
      {asksForRootCa && field('trustedRootCa', t('renew.rootCa'), t('renew.rootCaHint'))}
      <div className="actions end">
        <button type="button" className="button" onClick={onCancel}>
          {t('dialog.cancel')}
        </button>
        <button type="submit" className="button primary">
          {t('renew.check')}
        </button>
      </div>
    </form>
  );
}
