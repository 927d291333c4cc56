import { GraphQLError } from 'graphql';

/** The selections that one walk over a document looks at: 100 times what the largest operation of schema/operations takes. */
export const MAX_STEPS = 10_000;

/** Counts the steps of a walk over a caller's document, so that no document holds the process. */
export class Steps {
  #left: number;

  constructor(most = MAX_STEPS) {
    this.#left = most;
  }

  /** Counts one step. @throws GraphQLError `QUERY_LIMIT_EXCEEDED` when the budget is spent. */
  take(): void {
    if (this.#left-- > 0) return;
    throw tooIntricate();
  }
}

/** Returns the error for a document that takes too many steps to be looked at. */
export function tooIntricate(): GraphQLError {
  return new GraphQLError('The operation is too intricate to be measured. Ask for less at once, or in fewer places.', {
    extensions: { code: 'QUERY_LIMIT_EXCEEDED', limit: { name: 'steps' }, http: { status: 400 } },
  });
}
