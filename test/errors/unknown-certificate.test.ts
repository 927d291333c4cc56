import { route } from '../../src/simulator/router';
import { startInterceptor } from '../support/interceptor';
import { startTestServer } from '../support/server';
import { startTestSimulator } from '../support/simulator';

/** The message is known, the code and the status are not (terraform-provider-huaweicloud). */
const MESSAGE = 'ssl with certId 0a9b8c7d6e5f40312233445566778899 not found';

/** Starts a server before an upstream that refuses to list the domains of a certificate. */
async function start(status: number, error_code: string, error_msg: string) {
  const { simulator } = await startTestSimulator();
  const endpoint = await startInterceptor(
    () => simulator.url,
    ({ method, url }) =>
      route(method, new URL(url, simulator.url).pathname)?.operation === 'listAttachedDomains'
        ? { status, body: { error_code, error_msg } }
        : undefined,
  );
  return startTestServer({ endpoint });
}

const ID = 'a27be832f2e9441c8127fe48e3b5ac67';
const DOMAINS = `certificateId: "${ID}", domains: [{ domain: "www.shop.example.com" }]`;
const ERROR =
  '__typename ... on ApigError { code message retryable } ... on ApigCertificateNotFoundError { certificateId }';

describe('an unknown certificate in the list of its domains', () => {
  it.each([
    [404, 'APIG.3025'],
    [404, 'APIG.9876'],
    [400, 'APIG.2012'],
    [400, 'APIG.2000'],
    [409, 'APIG.0001'],
    [422, 'SSL.0001'],
  ])('with %i %s is told by its message', async (status, code) => {
    const server = await start(status, code, MESSAGE);
    const notFound = {
      __typename: 'ApigCertificateNotFoundError',
      code,
      message: MESSAGE,
      retryable: false,
      certificateId: ID,
    };
    const { data } = await server.run<object, object>(`{
      detachPreview(${DOMAINS}) { ${ERROR} }
      deletePreview(id: "${ID}") { ${ERROR} }
    }`);
    expect(data).toEqual({ detachPreview: notFound, deletePreview: notFound });
    const skipped = await server.run<object, object>(
      `mutation { detachCertificateDomains(${DOMAINS}, ifNotAttached: SKIP) { ${ERROR} } }`,
    );
    expect(skipped.data).toEqual({ detachCertificateDomains: notFound });
    const nested = await server.run<object, object>(
      `{ certificate(id: "${ID}") { ... on Certificate { domains { totalCount } } } }`,
    );
    expect(nested.errors?.map(({ extensions }) => extensions['code'])).toEqual(['NOT_FOUND']);
  });

  it('with a 404 and an unknown code of the service is told by its status', async () => {
    const server = await start(404, 'APIG.9876', 'No such thing');
    const { data } = await server.run<object, object>(`{ detachPreview(${DOMAINS}) { __typename } }`);
    expect(data).toEqual({ detachPreview: { __typename: 'ApigCertificateNotFoundError' } });
  });

  it.each([
    [404, 'APIGW.0101', 'The API does not exist', 'ApigUpstreamError'],
    [404, 'PROXY.0001', 'No such thing', 'ApigUpstreamError'],
    [404, '', 'Not Found', 'ApigUpstreamError'],
    [400, 'APIG.2012', 'Invalid parameter value,parameterName:certificate_id', 'ApigInvalidInputError'],
    [403, 'APIG.1005', 'No permissions', 'ApigPermissionDeniedError'],
    [401, 'APIG.1002', MESSAGE, 'ApigUnauthenticatedError'],
    [403, 'APIG.1020', MESSAGE, 'ApigPermissionDeniedError'],
    [403, 'APIG.0001', MESSAGE, 'ApigPermissionDeniedError'],
    [500, 'APIG.9999', MESSAGE, 'ApigUpstreamError'],
  ])('is not taken from %i %s: %s', async (status, code, message, expected) => {
    const server = await start(status, code, message);
    const { data } = await server.run<object, object>(`{ detachPreview(${DOMAINS}) { __typename } }`);
    expect(data).toEqual({ detachPreview: { __typename: expected } });
  });
});
