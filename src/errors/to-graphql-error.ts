import { GraphQLError } from 'graphql';
import { InputError } from '../input/input-error';
import { classify } from './classify';
import type { Failure } from './failure';
import { FAILURE_KINDS } from './failure-kinds';

/**
 * Returns the entry in `errors` for a nested field that failed and is null.
 * `extensions.code` is a code that is common among GraphQL servers and clients; `extensions.apig` has the details of the failure.
 */
export function toGraphQLError(failure: Failure): GraphQLError {
  const { kind, retryable } = classify(failure);
  const { code, requestId = null } = failure instanceof InputError ? { code: failure.code } : failure.details;
  return new GraphQLError(failure.message, {
    extensions: { code: FAILURE_KINDS[kind].graphqlCode, apig: { code, requestId, retryable } },
  });
}
