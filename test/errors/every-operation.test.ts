import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import * as operations from '../../schema/generated/operations';
import errorCodes from '../../src/contract/error-codes.json';
import { issue } from '../support/certificates';
import { expectedError } from '../support/expected-error';
import { startTestServer, type TestServer } from '../support/server';
import { startUpstream } from '../support/upstream';

const domains = [{ domain: 'a.example.com', instanceIds: ['gateway-1'] }];

describe('every documented code has its result in every operation', () => {
  let server: TestServer;
  let current = errorCodes[0];
  let certificate: { certContent: string; privateKey: string };

  beforeAll(async () => {
    const endpoint = await startUpstream((request, response) => {
      request.resume();
      response.writeHead(current?.status ?? 500, { 'content-type': 'application/json', 'x-request-id': 'upstream-1' });
      response.end(JSON.stringify({ error_code: current?.code, error_msg: current?.message }));
    });
    server = await startTestServer({ endpoint, env: { LOG_LEVEL: 'error' } });
    const { pem, key } = await issue({ san: ['a.example.com'] });
    certificate = { certContent: pem, privateKey: key };
  });

  type Row = [
    name: string,
    document: TypedDocumentNode<object, never>,
    variables: () => object,
    sent: 'unsent' | undefined,
  ];
  const row = <Variables>(
    document: TypedDocumentNode<object, Variables>,
    variables: () => Variables,
    sent?: 'unsent',
  ): Row => {
    const definition = document.definitions[0];
    const name = definition?.kind === 'OperationDefinition' ? (definition.name?.value ?? '') : '';
    return [name, document as never, variables as never, sent];
  };

  it.each([
    row(operations.CertificateDocument, () => ({ id: 'c' })),
    row(operations.CertificatesDocument, () => ({ first: 1 })),
    row(operations.GatewaysDocument, () => ({ first: 1 })),
    row(operations.DomainDocument, () => ({ name: 'a.example.com' })),
    row(operations.DetachPreviewDocument, () => ({ certificateId: 'c', domains })),
    row(operations.AttachPreviewDocument, () => ({ certificateId: 'c', domains })),
    row(operations.DetachCertificateDomainsDocument, () => ({
      certificateId: 'c',
      domains,
      ifNotAttached: 'FAIL' as const,
    })),
    row(
      operations.DetachCertificateDomainsDocument,
      () => ({ certificateId: 'c', domains, ifNotAttached: 'SKIP' as const }),
      'unsent',
    ),
    row(operations.AttachCertificateDomainsDocument, () => ({ certificateId: 'c', domains })),
    row(operations.AttachDomainCertificateDocument, () => ({
      domainId: 'd',
      certificateId: 'c',
      instanceId: 'i',
      groupId: 'g',
    })),
    row(operations.DetachDomainCertificateDocument, () => ({
      domainId: 'd',
      certificateId: 'c',
      instanceId: 'i',
      groupId: 'g',
    })),
    row(operations.DetachDomainCertificateDocument, () => ({ domainId: 'd', certificateId: 'c' }), 'unsent'),
    row(operations.CreateCertificateDocument, () => ({ input: { name: 'site', ...certificate } })),
    row(operations.UpdateCertificateDocument, () => ({ id: 'c', input: certificate }), 'unsent'),
    row(operations.DeleteCertificateDocument, () => ({ id: 'c' })),
    row(operations.ReplaceCertificateDocument, () => ({ from: 'c', to: 'd', domains }), 'unsent'),
  ])('%s', async (_, document, variables, sent) => {
    for (const code of errorCodes) {
      current = code;
      const { status, data, errors } = await server.run<Record<string, Record<string, unknown>>, never>(
        document as never,
        variables() as never,
      );
      const [field, result] = Object.entries(data)[0] ?? ['', {}];
      const union = `${field[0]?.toUpperCase()}${field.slice(1)}Result`;
      const isChange = document.definitions.some(
        (it) => it.kind === 'OperationDefinition' && it.operation === 'mutation',
      );
      expect({ status, errors, result }).toMatchObject({
        status: 200,
        errors: undefined,
        result: {
          // After a 5xx of a change nobody can know: every other error says that nothing was changed.
          __typename:
            isChange && code.status >= 500 && sent !== 'unsent' ? 'ApigUpstreamError' : expectedError(union, code.kind),
          code: code.code,
          message: code.message,
          retryable: code.transient,
          requestId: 'upstream-1',
        },
      });
      if (isChange && result['__typename'] === 'ApigUpstreamError') {
        // The read-back of a 5xx is answered with the same error here, so that nobody can know; a read that failed changed nothing.
        expect([code.code, result['outcome']]).toEqual([
          code.code,
          code.status < 500 || sent === 'unsent' ? 'NOT_APPLIED' : 'UNKNOWN',
        ]);
      }
    }
  });
});
