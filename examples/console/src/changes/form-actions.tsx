import { useText } from '../i18n/text';

/** The buttons below a form of a dialog: one that leaves it, and one that continues. */
export function FormActions({
  label,
  isDisabled = false,
  onCancel,
}: {
  /** The text of the button that continues. */
  readonly label: string;
  readonly isDisabled?: boolean;
  readonly onCancel: () => void;
}) {
  const t = useText();
  return (
    <div className="actions end">
      <button type="button" className="button" onClick={onCancel}>
        {t('dialog.cancel')}
      </button>
      <button type="submit" className="button primary" disabled={isDisabled}>
        {label}
      </button>
    </div>
  );
}
