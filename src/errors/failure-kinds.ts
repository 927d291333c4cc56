import type { FailureDetails } from '../apig/failure';
import type { FailureKind } from '../contract/error-codes';
import { REQUIRED_ACTIONS } from '../contract/operations';
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
  InputViolation,
} from './error-results.type';
import type { Failure } from './failure';

/** The ids and names in the request, which not-found results repeat. */
export interface RequestedNames {
  readonly certificateId?: string;
  readonly domainNames?: readonly string[];
  readonly instanceIds?: readonly string[];
}

/** The values that an error result is built from. */
export interface ErrorSource {
  readonly fields: ApigErrorFields;
  readonly failure: Failure;
  readonly requested: RequestedNames;
  /** The outcome of a change; null for a query. */
  readonly outcome: ChangeOutcome | null;
}

/** The `extensions.code` of an entry in `errors`. These codes are common among GraphQL servers and clients. */
export type GraphQLErrorCode =
  | 'BAD_USER_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'INTERNAL_SERVER_ERROR';

/** The error result and the GraphQL error of one kind of failure. */
export interface KindRow {
  /** The error result that a root field returns. */
  readonly result: ErrorResultClass;
  readonly build: (source: ErrorSource) => InstanceType<ErrorResultClass>;
  /** The code in `errors` if a nested field fails. */
  readonly graphqlCode: GraphQLErrorCode;
}

const gatewayNotFound = row(ApigGatewayNotFoundError, 'NOT_FOUND', ({ fields, requested }) => {
  return new ApigGatewayNotFoundError({ ...fields, instanceIds: [...(requested.instanceIds ?? [])] });
});

/** The error result, its builder and its GraphQL code for each kind of failure. A missing kind is a compile error. */
export const FAILURE_KINDS: Readonly<Record<FailureKind, KindRow>> = {
  invalid_input: row(ApigInvalidInputError, 'BAD_USER_INPUT', ({ fields, failure }) => {
    const parameter = parameterOf(failure);
    return new ApigInvalidInputError({ ...fields, parameter, violations: violationsOf(failure, parameter) });
  }),
  invalid_certificate: row(ApigInvalidCertificateError, 'BAD_USER_INPUT', ({ fields }) => {
    return new ApigInvalidCertificateError(fields);
  }),
  unauthenticated: row(ApigUnauthenticatedError, 'UNAUTHENTICATED', ({ fields }) => {
    return new ApigUnauthenticatedError(fields);
  }),
  permission_denied: row(ApigPermissionDeniedError, 'FORBIDDEN', ({ fields, failure }) => {
    const { encodedAuthorizationMessage = null, operation } = callDetails(failure);
    const requiredAction = (operation && REQUIRED_ACTIONS[operation]) ?? null;
    return new ApigPermissionDeniedError({ ...fields, encodedAuthorizationMessage, requiredAction });
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

/** Returns a row. Its type ensures that the builder makes the row's class. */
function row<Class extends ErrorResultClass>(
  result: Class,
  graphqlCode: GraphQLErrorCode,
  build: (source: ErrorSource) => InstanceType<Class>,
): KindRow {
  return { result, graphqlCode, build };
}

/** Returns the details of a failed call; empty for invalid input, for which no call was made. */
function callDetails(failure: Failure): Partial<FailureDetails> {
  return failure instanceof InputError ? {} : failure.details;
}

/** Returns the violations. The upstream reports one, and names its parameter at most. */
function violationsOf(failure: Failure, parameter: string | null): InputViolation[] {
  if (failure instanceof InputError) {
    return failure.violations.map(({ path, message }) => new InputViolation(path, message));
  }
  return [new InputViolation(parameter === null ? [] : [parameter], failure.message)];
}

/** Returns the invalid parameter, if it is known. The upstream names it in its message: `Invalid parameter value,parameterName:domain_id.` */
export function parameterOf(failure: Failure): string | null {
  if (failure instanceof InputError) return failure.parameter;
  return /parameterName:\s*([\w.[\]-]*\w)/.exec(failure.message)?.[1] ?? null;
}
