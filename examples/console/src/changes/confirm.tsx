import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { useText } from '../i18n/text';
import { Value } from '../i18n/when';

/**
 * The last step before a change. The button says what it does. It is never the default: the focus starts elsewhere, and Enter in
 * the field of the name does nothing. Where the change is dangerous, the certificate's name must be typed.
 */
export function Confirm({
  label,
  typedName,
  isDangerous = true,
  isDisabled = false,
  onConfirm,
  onCancel,
  cancel,
  children,
}: {
  readonly label: string;
  /** The name to type; undefined if nothing must be typed. */
  readonly typedName?: string | undefined;
  readonly isDangerous?: boolean;
  readonly isDisabled?: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
  readonly cancel?: string;
  readonly children?: ReactNode;
}) {
  const t = useText();
  const id = useId();
  const [typed, setTyped] = useState('');
  const isReady = !isDisabled && (typedName === undefined || typed === typedName);
  const submit = (event: FormEvent) => event.preventDefault();
  return (
    <form className="stack confirm" onSubmit={submit}>
      {children}
      {typedName !== undefined && !isDisabled && (
        <div className="field">
          <label htmlFor={id}>
            {t('confirm.type')} <Value code>{typedName}</Value>
          </label>
          <input
            id={id}
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
      )}
      <div className="actions end">
        <button type="button" className="button" onClick={onCancel}>
          {cancel ?? t('dialog.cancel')}
        </button>
        <button
          type="button"
          className={`button ${isDangerous ? 'danger' : 'primary'}`}
          disabled={!isReady}
          onClick={onConfirm}
        >
          {label}
        </button>
      </div>
    </form>
  );
}
