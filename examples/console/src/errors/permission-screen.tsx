import type { ErrorDetailsFragment } from '../gql/graphql';
import { useText } from '../i18n/text';
import { Value } from '../i18n/when';
import { useSession } from '../session/session';
import { SignInForm } from '../session/sign-in-form';
import type { Remedies } from './error-screen';
import type { Frame } from './frame';
import { Action, Screen } from './screen';

type PermissionDenied = Extract<ErrorDetailsFragment, { readonly __typename: 'ApigPermissionDeniedError' }>;

/** The user lacks a permission: names the action to ask for. */
export function PermissionScreen({
  problem,
  frame,
  isChange,
  onRetry,
}: Pick<Remedies, 'isChange' | 'onRetry'> & {
  readonly problem: PermissionDenied;
  readonly frame: Frame;
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
      {isChange && (
        <details>
          <summary>{t('error.permission.otherToken')}</summary>
          <p>{t('error.permission.kept')}</p>
          <SignInForm onDone={onRetry} />
        </details>
      )}
      <Action label={t('error.retry')} onClick={onRetry} />
    </Screen>
  );
}
