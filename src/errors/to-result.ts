import type { FailureDetails } from '../apig/failure';
import { OPERATIONS } from '../contract/operations';
import { InputError } from '../input/input-error';
import type { ApigErrorFields } from './apig-error.type';
import { classify, type FailureKind } from './code-table';
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
  ChangeOutcome,
  type ErrorResultClass,
} from './error-results.type';
import type { Failure } from './failure';

/** Where a failure happened: what the caller named, and which error results the operation may return. */
export interface FailureSite<Errors extends readonly ErrorResultClass[]> {
  readonly errors: Errors;
  readonly certificateId?: string;
  readonly domainNames?: readonly string[];
  readonly instanceIds?: readonly string[];
  /** For a change. Absent for a query, whose errors have no outcome. */
  readonly change?: true;
}

/** The error result that a failure becomes at its site: the one place where this is decided. */
export function toResult<Errors extends readonly ErrorResultClass[]>(
  failure: Failure,
  site: FailureSite<Errors>,
): InstanceType<Errors[number]> {
  const details = detailsOf(failure);
  const { kind, retryable } = classify(failure);
  const fields: ApigErrorFields = {
    code: details.code,
    message: details.message,
    retryable,
    requestId: details.requestId ?? null,
  };
  // `resultClass` returns none but the site's own classes.
  return build() as InstanceType<Errors[number]>;

  function build() {
    switch (resultClass(kind, site.errors)) {
      case ApigInvalidInputError:
        return new ApigInvalidInputError({ ...fields, parameter: parameterOf(failure) });
      case ApigInvalidCertificateError:
        return new ApigInvalidCertificateError(fields);
      case ApigUnauthenticatedError:
        return new ApigUnauthenticatedError(fields);
      case ApigPermissionDeniedError:
        return new ApigPermissionDeniedError({
          ...fields,
          encodedAuthorizationMessage: details.encodedAuthorizationMessage ?? null,
        });
      case ApigQuotaExceededError:
        return new ApigQuotaExceededError(fields);
      case ApigCertificateNotFoundError:
        return new ApigCertificateNotFoundError({ ...fields, certificateId: site.certificateId ?? '' });
      case ApigDomainNotFoundError:
        return new ApigDomainNotFoundError({ ...fields, domainNames: [...(site.domainNames ?? [])] });
      case ApigDomainNotAttachedError:
        return new ApigDomainNotAttachedError({ ...fields, domainNames: [...(site.domainNames ?? [])] });
      case ApigGatewayNotFoundError:
        return new ApigGatewayNotFoundError({ ...fields, instanceIds: [...(site.instanceIds ?? [])] });
      case ApigConflictError:
        return new ApigConflictError(fields);
      case ApigRateLimitedError:
        return new ApigRateLimitedError({ ...fields, retryAfter: details.retryAfter ?? null });
      default:
        return new ApigUpstreamError({
          ...fields,
          upstreamStatus: details.status ?? null,
          outcome: site.change ? outcomeOf(details) : null,
        });
    }
  }
}

const CLASS_BY_KIND: Readonly<Record<FailureKind, ErrorResultClass>> = {
  invalid_input: ApigInvalidInputError,
  invalid_certificate: ApigInvalidCertificateError,
  unauthenticated: ApigUnauthenticatedError,
  permission_denied: ApigPermissionDeniedError,
  quota_exceeded: ApigQuotaExceededError,
  'not_found:certificate': ApigCertificateNotFoundError,
  'not_found:domain': ApigDomainNotFoundError,
  'not_found:binding': ApigDomainNotAttachedError,
  'not_found:gateway': ApigGatewayNotFoundError,
  'not_found:api_group': ApigGatewayNotFoundError,
  conflict: ApigConflictError,
  rate_limited: ApigRateLimitedError,
  upstream_failure: ApigUpstreamError,
};

/** The class of a kind where the operation may return it; else, of what only a certificate was named for, that it is not there. */
function resultClass(kind: FailureKind, allowed: readonly ErrorResultClass[]): ErrorResultClass {
  const wanted = CLASS_BY_KIND[kind];
  if (allowed.includes(wanted)) return wanted;
  if (kind.startsWith('not_found:') && allowed.includes(ApigCertificateNotFoundError)) {
    return ApigCertificateNotFoundError;
  }
  return ApigUpstreamError;
}

/** The upstream names a parameter inside its message: `Invalid parameter value,parameterName:domain_id.` */
function parameterOf(failure: Failure): string | null {
  if (failure instanceof InputError) return failure.parameter;
  return /parameterName:\s*([\w.[\]-]*\w)/.exec(failure.message)?.[1] ?? null;
}

/** A refused input in the terms of a call that was not made. */
function detailsOf(failure: Failure): Readonly<FailureDetails> {
  if (!(failure instanceof InputError)) return failure.details;
  return { code: failure.code, message: failure.message, delivery: 'NOT_SENT' };
}

/** Where what failed was a read, the change itself was not sent, or is known to have been refused. */
function outcomeOf({ delivery, operation }: FailureDetails): ChangeOutcome {
  const isRead = operation !== undefined && OPERATIONS[operation][0] === 'GET';
  return delivery === 'UNKNOWN' && !isRead ? ChangeOutcome.UNKNOWN : ChangeOutcome.NOT_APPLIED;
}
