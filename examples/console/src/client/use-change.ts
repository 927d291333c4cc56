import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useState } from 'react';
import { useSession } from '../session/session';
import { type Field, type Outcome, outcomeOf } from './problem';

/** The state of a change: not started, in progress, or ended. */
export type ChangeState<T> =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running' }
  | { readonly phase: 'ended'; readonly outcome: Outcome<T> };

/** A change that can be started. It is sent once; only the user sends it again. */
export interface Change<T, V> {
  /** The name of the mutation. */
  readonly name: string;
  readonly state: ChangeState<T>;
  readonly run: (variables: V) => Promise<Outcome<T>>;
  readonly reset: () => void;
}

/** Runs a mutation with the root field `name`. */
export function useChange<D extends Record<N, Field>, V extends OperationVariables, N extends string>(
  document: TypedDocumentNode<D, V>,
  name: N,
): Change<D[N], V> {
  const client = useApolloClient();
  const { deny } = useSession();
  const [state, setState] = useState<ChangeState<D[N]>>({ phase: 'idle' });
  const run = async (variables: V) => {
    setState({ phase: 'running' });
    const { data, error } = await client
      .mutate<unknown, OperationVariables>({ mutation: document, variables, errorPolicy: 'all' })
      .catch((error: unknown) => ({ data: undefined, error }));
    const outcome = outcomeOf((data as D | null | undefined)?.[name], error);
    if (!outcome.ok && outcome.problem.__typename === 'ApigPermissionDeniedError') {
      deny(name, outcome.problem.requiredAction);
    }
    setState({ phase: 'ended', outcome });
    return outcome;
  };
  return { name, state, run, reset: () => setState({ phase: 'idle' }) };
}
