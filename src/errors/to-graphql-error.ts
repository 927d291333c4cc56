import { GraphQLError } from 'graphql';
import { InputError } from '../input/input-error';
import { classify } from './classify';
import type { Failure } from './failure';
import { FAILURE_KINDS } from './failure-kinds';

/**
 * Returns the entry in `errors` that a failed nested field leaves beside its null.
 * `extensions.code` is a code that GraphQL servers and clients commonly know; `extensions.apig` has the failure's facts.
 */
export function toGraphQLError(failure: Failure): GraphQLError {
  const { kind, retryable } = classify(failure);
  const { code, requestId = null } = failure instanceof InputError ? { code: failure.code } : failure.details;
  return new GraphQLError(failure.message, {
    extensions: { code: FAILURE_KINDS[kind].graphqlCode, apig: { code, requestId, retryable } },
  });
}
