import { GraphQLError } from 'graphql';
import { InputError } from '../input/input-error';
import { classify, type FailureKind } from './code-table';
import type { Failure } from './failure';

/**
 * Returns the entry in `errors` that a failed nested field leaves beside its null.
 * `extensions.code` is a code that GraphQL servers and clients commonly know; `extensions.apig` has the upstream's facts.
 */
export function toGraphQLError(failure: Failure): GraphQLError {
  const { kind, retryable } = classify(failure);
  const { code, requestId } = failure instanceof InputError ? { code: failure.code, requestId: null } : failure.details;
  return new GraphQLError(failure.message, {
    extensions: { code: codeOf(kind), apig: { code, requestId: requestId ?? null, retryable } },
  });
}

function codeOf(kind: FailureKind): string {
  if (kind.startsWith('not_found:')) return 'NOT_FOUND';
  switch (kind) {
    case 'invalid_input':
    case 'invalid_certificate':
      return 'BAD_USER_INPUT';
    case 'unauthenticated':
      return 'UNAUTHENTICATED';
    case 'permission_denied':
    case 'quota_exceeded':
      return 'FORBIDDEN';
    case 'conflict':
      return 'CONFLICT';
    case 'rate_limited':
      return 'RATE_LIMITED';
    default:
      return 'INTERNAL_SERVER_ERROR';
  }
}
