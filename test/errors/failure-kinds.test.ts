import { ApigFailure } from '../../src/apig/failure';
import { GATEWAY_CODES, type GatewayCode } from '../../src/apig/gateway-codes';
import { DOCUMENTED_CODES } from '../../src/contract/error-codes';
import { ApigRateLimitedError, ApigUpstreamError, ERROR_RESULTS } from '../../src/errors/error-results.type';
import { FAILURE_KINDS } from '../../src/errors/failure-kinds';
import { toGraphQLError } from '../../src/errors/to-graphql-error';
import { toResult } from '../../src/errors/to-result';
import { INPUT_CODES, InputError, type InputErrorCode } from '../../src/input/input-error';

/** The whole table, as callers rely on it. */
const EXPECTED = [
  ['invalid_input', 'ApigInvalidInputError', 'BAD_USER_INPUT'],
  ['invalid_certificate', 'ApigInvalidCertificateError', 'BAD_USER_INPUT'],
  ['unauthenticated', 'ApigUnauthenticatedError', 'UNAUTHENTICATED'],
  ['permission_denied', 'ApigPermissionDeniedError', 'FORBIDDEN'],
  ['quota_exceeded', 'ApigQuotaExceededError', 'FORBIDDEN'],
  ['not_found:certificate', 'ApigCertificateNotFoundError', 'NOT_FOUND'],
  ['not_found:domain', 'ApigDomainNotFoundError', 'NOT_FOUND'],
  ['not_found:binding', 'ApigDomainNotAttachedError', 'NOT_FOUND'],
  ['not_found:gateway', 'ApigGatewayNotFoundError', 'NOT_FOUND'],
  ['not_found:api_group', 'ApigGatewayNotFoundError', 'NOT_FOUND'],
  ['conflict', 'ApigConflictError', 'CONFLICT'],
  ['rate_limited', 'ApigRateLimitedError', 'RATE_LIMITED'],
  ['upstream_failure', 'ApigUpstreamError', 'INTERNAL_SERVER_ERROR'],
];

const SITE = { errors: ERROR_RESULTS, certificateId: 'c', domainNames: ['a.example.com'], instanceIds: ['i'] } as const;

describe('the table of kinds', () => {
  it('gives each kind its error result and its GraphQL code', () => {
    expect(Object.entries(FAILURE_KINDS).map(([kind, row]) => [kind, row.result.name, row.graphqlCode])).toEqual(
      EXPECTED,
    );
  });

  it('gives every error result to a kind', () => {
    const told = Object.values(FAILURE_KINDS).map(({ result }) => result);
    expect(ERROR_RESULTS.filter((it) => !told.includes(it))).toEqual([]);
  });

  it.each([...DOCUMENTED_CODES.values()])(
    'has a row for $kind of $code, whose builder makes its class',
    (documented) => {
      const { code, message, status, kind } = documented;
      expect(Object.keys(FAILURE_KINDS)).toContain(kind);
      const failure = new ApigFailure({ code, message, status, delivery: 'REFUSED', requestId: 'r' });
      const result = toResult(failure, SITE);
      expect(result).toBeInstanceOf(FAILURE_KINDS[kind].result);
      expect(result).toMatchObject({ code, message, requestId: 'r', retryable: documented.transient });
      expect(toGraphQLError(failure).extensions['code']).toBe(FAILURE_KINDS[kind].graphqlCode);
    },
  );

  it.each(Object.keys(GATEWAY_CODES) as GatewayCode[])('has a row for %s, whose builder makes its class', (code) => {
    const { kind, retryable, message } = GATEWAY_CODES[code];
    const result = toResult(ApigFailure.of(code, 'NOT_SENT'), SITE);
    expect(result).toBeInstanceOf(FAILURE_KINDS[kind].result);
    expect(result).toMatchObject({ code, message, retryable, requestId: null });
  });

  it.each(Object.keys(INPUT_CODES) as InputErrorCode[])('has a row for %s of a refused input', (code) => {
    const error = InputError.at('domains[0].domain', 'It is no name.', code);
    const result = toResult(error, SITE);
    expect(result).toBeInstanceOf(FAILURE_KINDS[INPUT_CODES[code]].result);
    expect(result).toMatchObject({ code, message: 'It is no name.', retryable: false, requestId: null });
    expect(toGraphQLError(error).extensions).toEqual({
      code: 'BAD_USER_INPUT',
      apig: { code, requestId: null, retryable: false },
    });
  });

  it('names the parameter that a check refused, or that the upstream names in its message', () => {
    const own = toResult(InputError.at('domains[0].domain', 'It is no name.'), SITE);
    const message = 'Invalid parameter value,parameterName:domain_id. Please refer to the support documentation';
    const upstream = toResult(new ApigFailure({ code: 'APIG.2012', message, status: 400, delivery: 'REFUSED' }), SITE);
    expect([own, upstream]).toMatchObject([{ parameter: 'domains[0].domain' }, { parameter: 'domain_id' }]);
  });
});

describe('a change whose delivery is unknown', () => {
  const site = { ...SITE, change: true } as const;

  it.each([...DOCUMENTED_CODES.values()])('is an upstream error with $code', ({ code, message }) => {
    const failure = new ApigFailure({ code, message, status: 500, delivery: 'UNKNOWN', operation: 'detachDomains' });
    const result = toResult(failure, site);
    expect(result).toBeInstanceOf(ApigUpstreamError);
    expect(result).toMatchObject({ outcome: 'UNKNOWN', code, message });
  });

  it('does not include a failed read of a change, which has changed nothing', () => {
    const failure = new ApigFailure({
      code: 'APIG.9008',
      message: 'Too many requests',
      status: 500,
      delivery: 'UNKNOWN',
      operation: 'showCertificate',
    });
    expect(toResult(failure, site)).toBeInstanceOf(ApigRateLimitedError);
  });
});
