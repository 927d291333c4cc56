import { type DragEvent, useId, useState } from 'react';
import { useText } from '../i18n/text';

/** The maximum size of a PEM that the server accepts, in characters. */
const MAX_CHARS = 65_536;

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
  const read = async (file: File | undefined) => {
    if (file && file.size <= MAX_CHARS) onChange(await file.text());
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void read(event.dataTransfer.files[0]);
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
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
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-problem`}
        onChange={(event) => onChange(event.target.value)}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      />
      <p id={`${id}-problem`} className="problem" role="status">
        {problem}
      </p>
      <label className="file">
        {t('pem.file')}
        <input type="file" accept=".pem,.crt,.cer,.key,.txt" onChange={(event) => void read(event.target.files?.[0])} />
      </label>
    </div>
  );
}
