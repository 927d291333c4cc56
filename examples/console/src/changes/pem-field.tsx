import { type DragEvent, useId, useState } from 'react';
import type { TextKey } from '../i18n/locale';
import { useText } from '../i18n/text';
import { MAX_CHARS, readPemFile } from './read-pem-file';

/** A field for a PEM: paste it, choose a file, or drop a file. */
export function PemField({
  label,
  hint,
  value,
  problem,
  onChange,
}: {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  /** The reason why the value cannot be used, in the user's language. */
  readonly problem: string | undefined;
  readonly onChange: (value: string) => void;
}) {
  const t = useText();
  const id = useId();
  const [isOver, setOver] = useState(false);
  const [fileNote, setFileNote] = useState('');
  const [fileProblem, setFileProblem] = useState<TextKey>();
  const read = async (file: File | undefined) => {
    if (!file) return;
    const text = await readPemFile(file);
    setFileProblem(typeof text === 'string' ? undefined : text.problem);
    setFileNote(typeof text === 'string' ? t('pem.chosen', { name: file.name }) : '');
    if (typeof text === 'string') onChange(text);
  };
  const shown = fileProblem === undefined ? problem : t(fileProblem, { max: MAX_CHARS });
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void read(event.dataTransfer.files[0]);
  };
  return (
    <div className="field">
      <label id={`${id}-label`} htmlFor={id}>
        {label}
      </label>
      {hint !== undefined && <p className="hint">{hint}</p>}
      <textarea
        id={id}
        className={isOver ? 'pem over' : 'pem'}
        rows={5}
        maxLength={MAX_CHARS}
        spellCheck={false}
        autoComplete="off"
        translate="no"
        value={value}
        aria-invalid={shown !== undefined}
        aria-describedby={`${id}-problem`}
        onChange={(event) => {
          setFileProblem(undefined);
          onChange(event.target.value);
        }}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      />
      <p id={`${id}-problem`} className="problem" role="status">
        {shown}
      </p>
      <div className="file">
        <label className="button small">
          {t('pem.file')}
          <input
            type="file"
            aria-describedby={`${id}-label`}
            accept=".pem,.crt,.cer,.key,.txt"
            onChange={(event) => {
              void read(event.target.files?.[0]);
              // The same file can be chosen again after it was changed.
              event.target.value = '';
            }}
          />
        </label>
        {t('pem.drop')}
        <span role="status">{fileNote}</span>
      </div>
    </div>
  );
}
