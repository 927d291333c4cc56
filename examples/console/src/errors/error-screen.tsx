import type { ReactNode } from 'react';
import type { Problem } from '../client/problem';
import { useText } from '../i18n/text';
import { SignInForm } from '../session/sign-in-form';
import { BusyScreen } from './busy-screen';
import { PermissionScreen } from './permission-screen';
import { ReplacementScreen } from './replacement-screen';
import { Action, Names, Screen } from './screen';
import { TransportScreen } from './transport-screen';
import { UpstreamScreen } from './upstream-screen';

/** The remedies that an error screen can offer. */
export interface Remedies {
  /** True if the problem is that of a change, so that its outcome matters. */
  readonly isChange: boolean;
  /** Sends the same request again. */
  readonly onRetry: () => void;
  /** Reads the state again. */
  readonly onReread: () => void;
  /** Returns the control that attaches the previous certificate again to domains that lost it. */
  readonly restore?: ((domains: readonly string[]) => ReactNode) | undefined;
  /** Returns the control that undoes a replacement on domains that it was made for. */
  readonly undo?: ((domains: readonly string[]) => ReactNode) | undefined;
  /** True if sending the change again has no further effect if it was made, so that an unknown outcome is settled by that. */
  readonly isRepeatable?: boolean | undefined;
}

/** The code of a name that another certificate has. */
const NAME_TAKEN = 'APIG.3325';

/** The screen of a problem: one for each error type, and a general one for types that are newer than this console. */
export function ErrorScreen({ problem, ...remedies }: Remedies & { readonly problem: Problem }): ReactNode {
  const t = useText();
  const frame = { name: problem.__typename, message: problem.message };
  const coded = 'code' in problem ? { ...frame, code: problem.code, requestId: problem.requestId } : frame;
  const reread = <Action label={t('error.reread')} onClick={remedies.onReread} />;
  switch (problem.__typename) {
    case 'TransportProblem':
      return <TransportScreen problem={problem} {...remedies} />;
    case 'ApigUnauthenticatedError':
      return (
        // API Gateway's own text for an expired session says to try again later, which does not help.
        <Screen {...coded} title={t('error.unauthenticated')} tone="notice" message="">
          <p>{t('error.unauthenticated.help')}</p>
          <SignInForm onDone={remedies.onRetry} />
        </Screen>
      );
    case 'ApigPermissionDeniedError':
      return <PermissionScreen problem={problem} frame={coded} {...remedies} />;
    case 'ApigRateLimitedError':
      return <BusyScreen frame={coded} seconds={problem.retryAfter} onRetry={remedies.onRetry} />;
    case 'ApigConflictError':
      if (problem.retryable) return <BusyScreen frame={coded} seconds={null} onRetry={remedies.onRetry} />;
      if (problem.code === NAME_TAKEN) {
        return (
          <Screen {...coded} title={t('error.nameTaken')}>
            <p>{t('error.nameTaken.help')}</p>
          </Screen>
        );
      }
      return (
        <Screen {...coded} title={t('error.conflict')}>
          <p>{t('error.conflict.help')}</p>
          {reread}
        </Screen>
      );
    case 'ApigUpstreamError':
      return <UpstreamScreen problem={problem} frame={coded} {...remedies} />;
    case 'ApigReplacementIncompleteError':
      return <ReplacementScreen problem={problem} frame={coded} {...remedies} />;
    case 'ApigInvalidInputError':
      return (
        <Screen {...coded} title={t('error.input')} message={problem.violations.length === 0 ? problem.message : ''}>
          <ul translate="no">
            {problem.violations.map(({ path, message }) => (
              <li key={`${path.join('.')} ${message}`}>
                {!message.startsWith(path.join('.')) && <code>{path.join('.')} </code>}
                {message}
              </li>
            ))}
          </ul>
        </Screen>
      );
    case 'ApigInvalidCertificateError':
      return (
        <Screen {...coded} title={t('error.certificate')}>
          <p>{t('error.certificate.help')}</p>
        </Screen>
      );
    case 'ApigQuotaExceededError':
      return (
        <Screen {...coded} title={t('error.quota')}>
          <p>{t('error.quota.help')}</p>
        </Screen>
      );
    case 'ApigCertificateNotFoundError':
      return (
        <Screen {...coded} title={t('error.certificateNotFound')}>
          <p>{t('error.certificateNotFound.help')}</p>
          <Names names={[problem.certificateId]} />
        </Screen>
      );
    case 'ApigDomainNotFoundError':
      return (
        <Screen {...coded} title={t('error.domainNotFound')}>
          <p>{t('error.domainNotFound.help')}</p>
          <Names names={problem.domainNames} />
          {reread}
        </Screen>
      );
    case 'ApigDomainNotAttachedError':
      return (
        <Screen {...coded} title={t('error.notAttached')} tone="notice">
          <p>{t('error.notAttached.help')}</p>
          <Names names={problem.domainNames} />
          {reread}
        </Screen>
      );
    case 'ApigGatewayNotFoundError':
      return (
        <Screen {...coded} title={t('error.gatewayNotFound')}>
          <p>{t('error.gatewayNotFound.help')}</p>
          <Names names={problem.instanceIds} />
          {reread}
        </Screen>
      );
    default:
      return <OtherScreen problem={problem} onRetry={remedies.onRetry} />;
  }
}

/** The fields that `ApigError` promises of every member, also of those that the server gets later. */
interface AnyApigError {
  readonly __typename: string;
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly requestId: string | null;
}

function OtherScreen({ problem, onRetry }: { readonly problem: AnyApigError; readonly onRetry: () => void }) {
  const t = useText();
  const { __typename: name, code, message, retryable, requestId } = problem;
  return (
    <Screen name={name} title={t('error.other')} message={message} code={code} requestId={requestId}>
      <p>{t(retryable ? 'error.other.retryable' : 'error.other.help')}</p>
      {retryable && <Action label={t('error.retry')} onClick={onRetry} />}
    </Screen>
  );
}
