import type { FailureDetails } from '../apig/failure';
import type { FailureKind } from '../contract/error-codes';
import { InputError } from '../input/input-error';
import type { ApigErrorFields } from './apig-error.type';
import type { ChangeOutcome } from './change-outcome.enum';
import {
  ApigCertificateNotFoundError,
  ApigConflictError,
  ApigDomainNotAttachedError,
  ApigDomainNotFoundError,
  ApigGatewayNotFoundError,
  ApigInvalidCertificateError,
  ApigInvalidInputError,
  ApigPermissionDeniedError,
  ApigQuotaExceededError,
  ApigRateLimitedError,
  ApigUnauthenticatedError,
  ApigUpstreamError,
  type ErrorResultClass,
} from './error-results.type';
import type { Failure } from './failure';

/** The things that the request named, which a not-found result gives back. */
export interface RequestedNames {
  readonly certificateId?: string;
  readonly domainNames?: readonly string[];
  readonly instanceIds?: readonly string[];
}

/** The facts that an error result is built from. */
export interface ErrorSource {
  readonly fields: ApigErrorFields;
  readonly failure: Failure;
  readonly requested: RequestedNames;
  /** The outcome of a change; null for a query. */
  readonly outcome: ChangeOutcome | null;
}

/** The `extensions.code` of an entry in `errors`: codes that GraphQL servers and clients commonly know. */
export type GraphQLErrorCode =
  | 'BAD_USER_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'INTERNAL_SERVER_ERROR';

/** How callers are told of a kind of failure. */
export interface KindRow {
  /** The error result that a root field returns. */
  readonly result: ErrorResultClass;
  readonly build: (source: ErrorSource) => InstanceType<ErrorResultClass>;
  /** The code in `errors`, where a nested field fails. */
  readonly graphqlCode: GraphQLErrorCode;
}

const gatewayNotFound = row(ApigGatewayNotFoundError, 'NOT_FOUND', ({ fields, requested }) => {
  return new ApigGatewayNotFoundError({ ...fields, instanceIds: [...(requested.instanceIds ?? [])] });
});

/** The error result, its builder and its GraphQL code for each kind. A kind without a row does not compile. */
export const FAILURE_KINDS: Readonly<Record<FailureKind, KindRow>> = {
  invalid_input: row(ApigInvalidInputError, 'BAD_USER_INPUT', ({ fields, failure }) => {
    return new ApigInvalidInputError({ ...fields, parameter: parameterOf(failure) });
  }),
  invalid_certificate: row(ApigInvalidCertificateError, 'BAD_USER_INPUT', ({ fields }) => {
    return new ApigInvalidCertificateError(fields);
  }),
  unauthenticated: row(ApigUnauthenticatedError, 'UNAUTHENTICATED', ({ fields }) => {
    return new ApigUnauthenticatedError(fields);
  }),
  permission_denied: row(ApigPermissionDeniedError, 'FORBIDDEN', ({ fields, failure }) => {
    const { encodedAuthorizationMessage = null } = callDetails(failure);
    return new ApigPermissionDeniedError({ ...fields, encodedAuthorizationMessage });
  }),
  quota_exceeded: row(ApigQuotaExceededError, 'FORBIDDEN', ({ fields }) => new ApigQuotaExceededError(fields)),
  'not_found:certificate': row(ApigCertificateNotFoundError, 'NOT_FOUND', ({ fields, requested }) => {
    return new ApigCertificateNotFoundError({ ...fields, certificateId: requested.certificateId ?? '' });
  }),
  'not_found:domain': row(ApigDomainNotFoundError, 'NOT_FOUND', ({ fields, requested }) => {
    return new ApigDomainNotFoundError({ ...fields, domainNames: [...(requested.domainNames ?? [])] });
  }),
  'not_found:binding': row(ApigDomainNotAttachedError, 'NOT_FOUND', ({ fields, requested }) => {
    return new ApigDomainNotAttachedError({ ...fields, domainNames: [...(requested.domainNames ?? [])] });
  }),
  'not_found:gateway': gatewayNotFound,
  'not_found:api_group': gatewayNotFound,
  conflict: row(ApigConflictError, 'CONFLICT', ({ fields }) => new ApigConflictError(fields)),
  rate_limited: row(ApigRateLimitedError, 'RATE_LIMITED', ({ fields, failure }) => {
    const { retryAfter = null } = callDetails(failure);
    return new ApigRateLimitedError({ ...fields, retryAfter });
  }),
  upstream_failure: row(ApigUpstreamError, 'INTERNAL_SERVER_ERROR', ({ fields, failure, outcome }) => {
    const { status: upstreamStatus = null } = callDetails(failure);
    return new ApigUpstreamError({ ...fields, upstreamStatus, outcome });
  }),
};

/** A row whose builder makes the class that it names. */
function row<Class extends ErrorResultClass>(
  result: Class,
  graphqlCode: GraphQLErrorCode,
  build: (source: ErrorSource) => InstanceType<Class>,
): KindRow {
  return { result, graphqlCode, build };
}

/** The facts of a failed call; none of a refused input, for which no call was made. */
function callDetails(failure: Failure): Partial<FailureDetails> {
  return failure instanceof InputError ? {} : failure.details;
}

/** The upstream names a parameter inside its message: `Invalid parameter value,parameterName:domain_id.` */
function parameterOf(failure: Failure): string | null {
  if (failure instanceof InputError) return failure.parameter;
  return /parameterName:\s*([\w.[\]-]*\w)/.exec(failure.message)?.[1] ?? null;
}
