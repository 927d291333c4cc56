import errorCodes from '../../src/contract/error-codes.json';
import { issue } from '../support/certificates';
import { expectedError } from '../support/expected-error';
import { startTestServer, type TestServer } from '../support/server';
import { startsWith } from '../support/starts-with';
import { startUpstream } from '../support/upstream';
import { type CertificateContent, FAILING_OPERATIONS } from './operations';

type ErrorCode = (typeof errorCodes)[number];

const tokenFor = ({ code }: ErrorCode) => `token-of-${code}`;

describe('every documented code has its result in every operation', () => {
  let server: TestServer;
  let content: CertificateContent;

  beforeAll(async () => {
    // The token says which code it gets, so that all codes are tried at once.
    const endpoint = await startUpstream((request, response) => {
      request.resume();
      const wanted = errorCodes.find((it) => tokenFor(it) === request.headers['x-auth-token']);
      response.writeHead(wanted?.status ?? 500, { 'content-type': 'application/json', 'x-request-id': 'upstream-1' });
      response.end(JSON.stringify({ error_code: wanted?.code, error_msg: wanted?.message }));
    });
    // So many failures at once would open the circuit breaker and exhaust the retries; both have tests of their own.
    server = await startTestServer({ endpoint, env: { LOG_LEVEL: 'error', CIRCUIT_BREAKER: 'off' } });
    const { pem, key } = await issue({ san: ['a.example.com'] });
    content = { certContent: pem, privateKey: key };
  });

  it.each(FAILING_OPERATIONS)('$name', async ({ document, variables, isChange, readsFirst }) => {
    const check = async (code: ErrorCode) => {
      const { status, data, errors } = await server.run(document, variables(content), { token: tokenFor(code) });
      const [field, result] = Object.entries(data)[0] ?? ['', {}];
      const union = `${field[0]?.toUpperCase()}${field.slice(1)}Result`;
      // After a 5xx of a change, the state is read back with the same error: nobody can know. A read that failed changed nothing.
      const isUnknown = isChange && code.status >= 500 && !readsFirst;
      expect({ status, errors, result }).toMatchObject({
        status: 200,
        errors: undefined,
        result: {
          __typename: isUnknown ? 'ApigUpstreamError' : expectedError(union, code.kind),
          code: code.code,
          message: isUnknown ? expect.stringMatching(startsWith(code.message)) : code.message,
          retryable: code.transient,
          requestId: 'upstream-1',
        },
      });
      if (isChange && result['__typename'] === 'ApigUpstreamError') {
        expect([code.code, result['outcome']]).toEqual([code.code, isUnknown ? 'UNKNOWN' : 'NOT_APPLIED']);
      }
    };
    await Promise.all(errorCodes.map(check));
  });
});
