import type { OperationVariables } from '@apollo/client';
import { type ReactNode, useRef } from 'react';
import type { Problem, Success } from '../client/problem';
import type { Change } from '../client/use-change';
import { ErrorScreen, type Remedies } from '../errors/error-screen';
import { useText } from '../i18n/text';
import { useAnnounce } from '../ui/announcer';
import { Busy } from '../ui/busy';
import { Dialog } from '../ui/dialog';
import { DeniedNotice } from './denied-notice';

interface Props<T, V> {
  readonly title: string;
  readonly change: Change<T, V>;
  /** The text while the change is in progress. */
  readonly running: string;
  /** The text that is announced after a success. */
  readonly done: string;
  /** The content before the change: it gets the function that starts it. */
  readonly review: (start: (variables: V) => void) => ReactNode;
  /** The content after a success. */
  readonly success: (value: Success<T>) => ReactNode;
  /** Called when the state may have changed, or must be read again. `isDone` is true after a success. */
  readonly onChanged: (isDone: boolean) => void;
  readonly onClose: () => void;
  readonly restore?: Remedies['restore'];
  readonly undo?: Remedies['undo'];
  readonly isRepeatable?: boolean;
}

/** The dialog of every change: a review, progress, and then the outcome or the screen of the error. */
export function ChangeDialog<T, V extends OperationVariables>(props: Props<T, V>) {
  const { title, change, running, done, review, success, onChanged, onClose } = props;
  const t = useText();
  const announce = useAnnounce();
  const last = useRef<V>(undefined);
  const start = async (variables: V) => {
    last.current = variables;
    const outcome = await change.run(variables);
    if (outcome.ok) announce(done);
    if (outcome.ok || refreshes(outcome.problem)) onChanged(outcome.ok);
  };
  const { state } = change;
  return (
    <Dialog title={title} canClose={state.phase !== 'running'} onClose={onClose}>
      {state.phase === 'idle' && <DeniedNotice change={change.name} />}
      {state.phase === 'idle' && review((variables) => void start(variables))}
      {state.phase === 'running' && <Busy text={running} />}
      {state.phase === 'ended' && state.outcome.ok && (
        <>
          {success(state.outcome.value)}
          <div className="actions end">
            <button type="button" className="button" onClick={onClose}>
              {t('dialog.done')}
            </button>
          </div>
        </>
      )}
      {state.phase === 'ended' && !state.outcome.ok && (
        <>
          <ErrorScreen
            problem={state.outcome.problem}
            isChange
            onRetry={() => last.current && void start(last.current)}
            onReread={() => {
              onChanged(false);
              change.reset();
            }}
            restore={props.restore}
            undo={props.undo}
            isRepeatable={props.isRepeatable}
          />
          <div className="actions end">
            <button type="button" className="button" onClick={change.reset}>
              {t('dialog.back')}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}

/** Returns true for problems that show that the page is out of date. An unknown outcome is read again only on demand. */
function refreshes({ __typename }: Problem): boolean {
  return STALE.has(__typename);
}

const STALE: ReadonlySet<Problem['__typename']> = new Set([
  'ApigDomainNotAttachedError',
  'ApigDomainNotFoundError',
  'ApigConflictError',
  'ApigReplacementIncompleteError',
]);
