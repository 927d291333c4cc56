import type { TransportProblem } from '../client/problem';
import { useText } from '../i18n/text';
import { BusyScreen } from './busy-screen';
import type { Remedies } from './error-screen';
import { Action, Screen } from './screen';
import { UnknownScreen } from './upstream-screen';

/** The server was not reached, or rejected the whole request. */
export function TransportScreen({ problem, ...remedies }: Remedies & { readonly problem: TransportProblem }) {
  const t = useText();
  const { isChange, onRetry } = remedies;
  const frame = { name: problem.__typename, message: problem.message };
  switch (problem.kind) {
    case 'RATE_LIMITED':
      return <BusyScreen frame={frame} seconds={problem.retryAfter} onRetry={onRetry} />;
    case 'UNREACHABLE':
    case 'INTERNAL':
      if (isChange) return <UnknownScreen frame={frame} {...remedies} />;
      break;
    case 'REJECTED':
      break;
  }
  const isUnreachable = problem.kind === 'UNREACHABLE';
  return (
    <Screen {...frame} title={t(isUnreachable ? 'error.unreachable' : 'error.rejected')}>
      <p>{t(isUnreachable ? 'error.unreachable.help' : 'error.rejected.help')}</p>
      <Action label={t('error.retry')} onClick={onRetry} />
    </Screen>
  );
}
