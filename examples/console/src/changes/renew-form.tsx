import { type FormEvent, useState } from 'react';
import { useText } from '../i18n/text';
import { ContentFields, contentProblems, type NewContent } from './content-fields';

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
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.values(contentProblems(content)).every((it) => it === undefined)) onDone();
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <p>{t('renew.help')}</p>
      <ContentFields
        content={content}
        tried={tried}
        rootCaHint={asksForRootCa ? t('renew.rootCaHint') : undefined}
        onChange={onChange}
      />
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
