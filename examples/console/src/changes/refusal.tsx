import type { ErrorDetailsFragment } from '../gql/graphql';
import { useText } from '../i18n/text';

/** The error that the change would return, as the preview tells it. */
export function Refusal({ refusal }: { readonly refusal: ErrorDetailsFragment | null }) {
  const t = useText();
  if (!refusal) return null;
  return (
    <section className="screen error" role="alert" data-refusal={refusal.__typename}>
      <h3>{t('preview.refused')}</h3>
      <p className="detail" translate="no">
        {refusal.message} <code>{refusal.code}</code>
      </p>
    </section>
  );
}
