import type { ErrorDetailsFragment } from '../gql/graphql';
import { useText } from '../i18n/text';
import type { Remedies } from './error-screen';
import type { Frame } from './frame';
import { Action, Screen } from './screen';

type Upstream = Extract<ErrorDetailsFragment, { readonly __typename: 'ApigUpstreamError' }>;

/** API Gateway failed. For a change, says if it was made, or what to do if nobody knows. */
export function UpstreamScreen({
  problem,
  frame,
  ...remedies
}: Remedies & { readonly problem: Upstream; readonly frame: Frame }) {
  const { isChange, onRetry } = remedies;
  if (isChange && problem.outcome !== 'NOT_APPLIED') return <UnknownScreen frame={frame} {...remedies} />;
  return <FailedScreen frame={frame} isChange={isChange} onRetry={onRetry} />;
}

/** The outcome of a change is unknown. Reads the state on demand. Offers to send the change again only if that is safe. */
export function UnknownScreen({
  frame,
  onReread,
  onRetry,
  isRepeatable = false,
}: Pick<Remedies, 'onReread' | 'onRetry' | 'isRepeatable'> & { readonly frame: Frame }) {
  const t = useText();
  if (isRepeatable) {
    return (
      <Screen {...frame} title={t('unknown.title')} tone="alarm">
        <p>{t('unknown.repeatable')}</p>
        <Action label={t('unknown.repeat')} onClick={onRetry} />
      </Screen>
    );
  }
  return (
    <Screen {...frame} title={t('unknown.title')} tone="alarm">
      <p>{t('unknown.help')}</p>
      <ol>
        <li>{t('unknown.step1')}</li>
        <li>{t('unknown.step2')}</li>
        <li>{t('unknown.step3')}</li>
      </ol>
      <Action label={t('unknown.reread')} onClick={onReread} />
    </Screen>
  );
}

function FailedScreen({
  frame,
  isChange,
  onRetry,
}: {
  readonly frame: Frame;
  readonly isChange: boolean;
  readonly onRetry: () => void;
}) {
  const t = useText();
  return (
    <Screen {...frame} title={t('error.upstream')}>
      <p>{t(isChange ? 'error.upstream.notApplied' : 'error.upstream.help')}</p>
      <Action label={t('error.retry')} onClick={onRetry} />
    </Screen>
  );
}
