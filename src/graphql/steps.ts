import { GraphQLError } from 'graphql';

/** The maximum number of selections that one walk over a document visits: 100 times as many as the largest operation of schema/operations. */
export const MAX_STEPS = 10_000;

/** Counts the steps of a walk over a caller's document, so that no document can block the process. */
export class Steps {
  #left: number;

  constructor(most = MAX_STEPS) {
    this.#left = most;
  }

  /** Counts one step. @throws GraphQLError `QUERY_LIMIT_EXCEEDED` if the maximum is exceeded. */
  take(): void {
    if (this.#left-- > 0) return;
    throw tooIntricate();
  }
}

/** Returns the error for a document that takes too many steps to measure. */
export function tooIntricate(): GraphQLError {
  return new GraphQLError('The operation is too complex to measure. Select fewer fields, or use fewer fragments.', {
    extensions: { code: 'QUERY_LIMIT_EXCEEDED', limit: { name: 'steps' }, http: { status: 400 } },
  });
}
