import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { DetachCertificateDomainsDocument } from '../../schema/generated/operations';
import { ROOT } from '../support/process';
import { startTestServer } from '../support/server';
import { startsWith } from '../support/starts-with';
import { startUpstream } from '../support/upstream';

interface Example {
  content: { 'application/json': { example: { error_code: string; error_msg: string } } };
}

const { components } = parse(readFileSync(join(ROOT, 'schema/apig.openapi.yaml'), 'utf8')) as {
  components: { responses: Record<string, Example> };
};

describe('the error bodies of the API reference', () => {
  it.each([
    ['BadRequest', 400, 'ApigInvalidInputError', { parameter: 'domain_id' }],
    ['Unauthorized', 401, 'ApigUnauthenticatedError', {}],
    ['Forbidden', 403, 'ApigPermissionDeniedError', { encodedAuthorizationMessage: null }],
    ['NotFound', 404, 'ApigDomainNotFoundError', { domainNames: ['www.example.com'] }],
    ['ServerError', 500, 'ApigUpstreamError', { upstreamStatus: 500 }],
  ])('%s (%i) is %s', async (name, status, typename, facts) => {
    const body = components.responses[name]?.content['application/json'].example;
    const endpoint = await startUpstream((_, response) => {
      response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'upstream-1' });
      response.end(JSON.stringify(body));
    });
    const server = await startTestServer({ endpoint });

    const { data } = await server.run(DetachCertificateDomainsDocument, {
      certificateId: 'a27be832f2e9441c8127fe48e3b5ac67',
      domains: [{ domain: 'www.example.com' }],
      ifNotAttached: 'FAIL',
    });

    expect(data.detachCertificateDomains).toMatchObject({
      __typename: typename,
      code: body?.error_code,
      message: status < 500 ? body?.error_msg : expect.stringMatching(startsWith(String(body?.error_msg))),
      retryable: status === 500,
      requestId: 'upstream-1',
      ...facts,
    });
  });
});
