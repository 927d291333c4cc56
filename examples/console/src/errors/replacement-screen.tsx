import { ReplacedDomains, replacedOf } from '../changes/replaced-domains';
import type { ErrorDetailsFragment } from '../gql/graphql';
import { useText } from '../i18n/text';
import type { Remedies } from './error-screen';
import type { Frame } from './frame';
import { Action, Names, Screen } from './screen';

type Incomplete = Extract<ErrorDetailsFragment, { readonly __typename: 'ApigReplacementIncompleteError' }>;

/** Some domains were not replaced. An alarm if one of them may have no certificate now. */
export function ReplacementScreen({
  problem,
  frame,
  onReread,
  restore,
  undo,
}: Remedies & { readonly problem: Incomplete; readonly frame: Frame }) {
  const t = useText();
  const namesWith = (outcome: string) =>
    problem.replacements.filter((it) => it.outcome === outcome).map(({ domain }) => domain);
  const lost = namesWith('LOST');
  const unknown = namesWith('UNKNOWN');
  const [title, help] =
    lost.length > 0
      ? (['lost.title', 'lost.help'] as const)
      : unknown.length > 0
        ? (['unknown.title', 'replace.unknown.help'] as const)
        : (['replace.incomplete', 'replace.incomplete.help'] as const);
  return (
    <Screen {...frame} title={t(title)} tone={lost.length + unknown.length > 0 ? 'alarm' : 'error'}>
      <p>{t(help)}</p>
      {lost.length > 0 && <Names names={lost} />}
      {lost.length > 0 && restore?.(lost)}
      <ReplacedDomains domains={problem.replacements} />
      {undo?.(replacedOf(problem.replacements))}
      <Action label={t('error.reread')} onClick={onReread} />
    </Screen>
  );
}
