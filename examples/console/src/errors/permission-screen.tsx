import type { ErrorDetailsFragment } from '../gql/graphql';
import { useText } from '../i18n/text';
import { Value } from '../i18n/when';
import { useSession } from '../session/session';
import type { Frame } from './frame';
import { Action, Screen } from './screen';

type PermissionDenied = Extract<ErrorDetailsFragment, { readonly __typename: 'ApigPermissionDeniedError' }>;

/** The user lacks a permission: names the action to ask for. */
export function PermissionScreen({
  problem,
  frame,
  onRetry,
}: {
  readonly problem: PermissionDenied;
  readonly frame: Frame;
  readonly onRetry: () => void;
}) {
  const t = useText();
  const projectId = useSession().credentials?.projectId ?? '';
  const { requiredAction, encodedAuthorizationMessage } = problem;
  return (
    <Screen {...frame} title={t('error.permission')}>
      <p>{t('error.permission.help')}</p>
      <dl className="facts">
        {requiredAction !== null && (
          <>
            <dt>{t('error.permission.action')}</dt>
            <dd>
              <Value code>{requiredAction}</Value>
            </dd>
          </>
        )}
        {projectId !== '' && (
          <>
            <dt>{t('signIn.project')}</dt>
            <dd>
              <Value code>{projectId}</Value>
            </dd>
          </>
        )}
        {encodedAuthorizationMessage !== null && (
          <>
            <dt>{t('error.permission.encoded')}</dt>
            <dd>
              <Value code>{encodedAuthorizationMessage}</Value>
            </dd>
          </>
        )}
      </dl>
      <Action label={t('error.retry')} onClick={onRetry} />
    </Screen>
  );
}
