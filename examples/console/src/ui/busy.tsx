import { useText } from '../i18n/text';

/** Shows that something is loading or in progress. */
export function Busy({ text }: { readonly text?: string }) {
  const t = useText();
  return (
    <p role="status" className="busy">
      <span className="spinner" aria-hidden="true" />
      {text ?? t('loading')}
    </p>
  );
}
