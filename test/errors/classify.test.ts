import { CertificateDocument, DetachCertificateDomainsDocument } from '../../schema/generated/operations';
import errorCodes from '../../src/contract/error-codes.json';
import { expectedError } from '../support/expected-error';
import { startTestServer, type TestServer } from '../support/server';
import { startsWith } from '../support/starts-with';

describe('the code table, through the whole stack', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer();
  });

  it('names each documented code once', () => {
    const codes = errorCodes.map(({ code }) => code);
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  });

  it.each(errorCodes)(
    '$code ($kind) has its result in a detach',
    async ({ code, kind, message, transient, status: own }) => {
      const { status, data } = await server.run(DetachCertificateDomainsDocument, {
        certificateId: `simulate-${code.replace('.', '-')}`,
        domains: [{ domain: 'www.shop.example.com', instanceIds: ['gateway-1'] }],
        ifNotAttached: 'FAIL',
      });
      const result = data.detachCertificateDomains;
      expect(status).toBe(200);
      expect(result).toMatchObject({
        // After a 5xx, the change may have been made; every other error means that it was not.
        __typename: own < 500 ? expectedError('DetachCertificateDomainsResult', kind) : 'ApigUpstreamError',
        code,
        message: own < 500 ? message : expect.stringMatching(startsWith(message)),
        retryable: transient,
        requestId: expect.stringMatching(/^[0-9a-f]{32}$/),
      });
      if (result?.__typename === 'ApigUpstreamError') {
        // The read-back after a 5xx gets the same error here, so the outcome is unknown.
        expect(result).toMatchObject({ upstreamStatus: own, outcome: own < 500 ? 'NOT_APPLIED' : 'UNKNOWN' });
      }
      if (result?.__typename === 'ApigGatewayNotFoundError') expect(result.instanceIds).toEqual(['gateway-1']);
      if (result?.__typename === 'ApigDomainNotFoundError')
        expect(result.domainNames).toEqual(['www.shop.example.com']);
      if (result?.__typename === 'ApigDomainNotAttachedError')
        expect(result.domainNames).toEqual(['www.shop.example.com']);
    },
  );

  it.each(errorCodes)('$code ($kind) has its result in a query', async ({ code, kind, transient }) => {
    const id = `simulate-${code.replace('.', '-')}`;
    const { data } = await server.run(CertificateDocument, { id });
    const expected = expectedError('CertificateResult', kind);
    expect(data.certificate).toMatchObject({ __typename: expected, code, retryable: transient });
    if (data.certificate?.__typename === 'ApigCertificateNotFoundError')
      expect(data.certificate.certificateId).toBe(id);
  });

  it.each([
    [400, 'ApigInvalidInputError', false],
    [401, 'ApigUnauthenticatedError', false],
    [403, 'ApigPermissionDeniedError', false],
    [404, 'ApigUpstreamError', false],
    [408, 'ApigUpstreamError', true],
    [409, 'ApigUpstreamError', false],
    [429, 'ApigRateLimitedError', true],
    [500, 'ApigUpstreamError', true],
    [503, 'ApigUpstreamError', true],
  ])('a %i without a known code is %s', async (status, typename, retryable) => {
    const { data } = await server.run(CertificateDocument, { id: `simulate-empty-${status}` });
    expect(data.certificate).toMatchObject({ __typename: typename, code: `GATEWAY.HTTP_${status}`, retryable });
  });

  it('prefers the code to the status, except that any 429 is a rate limit', async () => {
    const forbidden = await server.run(CertificateDocument, { id: 'simulate-APIG-1005-403' });
    const limited = await server.run(CertificateDocument, { id: 'simulate-APIG-1005-429' });
    const failed = await server.run(CertificateDocument, { id: 'simulate-APIG-9008' });
    expect(forbidden.data.certificate?.__typename).toBe('ApigPermissionDeniedError');
    expect(limited.data.certificate?.__typename).toBe('ApigRateLimitedError');
    expect(failed.data.certificate?.__typename).toBe('ApigRateLimitedError');
  });
});
