import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { type Field, type Outcome, outcomeOf } from './problem';

/** The state of a read: the outcome once there is one, and a function that reads again. */
export interface Read<T> {
  readonly outcome: Outcome<T> | undefined;
  readonly isLoading: boolean;
  readonly again: () => void;
}

/** Reads the root field `name` of a query. It is read again whenever the component is shown, and when the variables change. */
export function useRead<D extends Record<N, Field>, V extends OperationVariables, N extends string>(
  document: TypedDocumentNode<D, V>,
  name: N,
  variables: V,
): Read<D[N]> {
  const { data, error, loading, refetch } = useQuery<unknown, OperationVariables>(document, {
    variables,
    fetchPolicy: 'network-only',
    // A field that failed becomes a screen, and the others are shown.
    errorPolicy: 'all',
    notifyOnNetworkStatusChange: true,
  });
  const field = (data as D | undefined)?.[name];
  return {
    outcome: field || !loading ? outcomeOf(field, error) : undefined,
    isLoading: loading,
    again: () => void refetch().catch(() => undefined),
  };
}
