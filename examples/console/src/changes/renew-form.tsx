import { type FormEvent, useState } from 'react';
import { useText } from '../i18n/text';
import { ContentFields, isUsable, type NewContent } from './content-fields';
import { FormActions } from './form-actions';

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
    if (isUsable(content)) onDone();
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
      <FormActions label={t('renew.check')} onCancel={onCancel} />
    </form>
  );
}
