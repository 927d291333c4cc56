import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import type { ReactNode } from 'react';
import type { Field, Success } from '../client/problem';
import { useRead } from '../client/use-read';
import { ErrorScreen } from '../errors/error-screen';
import { useText } from '../i18n/text';
import { Busy } from '../ui/busy';

/** Reads the preview of a change, and shows it, or the screen of the error. */
export function Preview<D extends Record<N, Field>, V extends OperationVariables, N extends string>({
  document,
  name,
  variables,
  onBack,
  children,
}: {
  readonly document: TypedDocumentNode<D, V>;
  readonly name: N;
  readonly variables: V;
  /** Returns to the step before, which keeps what was entered. */
  readonly onBack?: () => void;
  readonly children: (value: Success<D[N]>) => ReactNode;
}) {
  const t = useText();
  const { outcome, again } = useRead(document, name, variables);
  if (!outcome) return <Busy text={t('preview.loading')} />;
  if (outcome.ok) return children(outcome.value);
  return (
    <>
      <ErrorScreen problem={outcome.problem} isChange={false} onRetry={again} onReread={again} />
      {onBack && (
        <div className="actions end">
          <button type="button" className="button" onClick={onBack}>
            {t('dialog.back')}
          </button>
        </div>
      )}
    </>
  );
}
