import { CertificateDocument, DeleteCertificateDocument } from '../../schema/generated/operations';
import { startTestServer } from '../support/server';
import { startUpstream } from '../support/upstream';

describe('an upstream that does not respond', () => {
  it('gets no more calls: they fail at once with an error that says so, and /readyz reports it', async () => {
    const endpoint = await startUpstream((_, response) => response.destroy());
    const server = await startTestServer({ endpoint, env: { CIRCUIT_BREAKER: 'on' } });
    for (let call = 0; call < 20; call++) {
      const { data } = await server.run(CertificateDocument, { id: 'c' });
      expect(data.certificate).toMatchObject({ code: 'GATEWAY.CONNECTION_LOST' });
    }
    const expected = { __typename: 'ApigUpstreamError', code: 'GATEWAY.CIRCUIT_OPEN', retryable: true };
    const read = await server.run(CertificateDocument, { id: 'c' });
    expect(read.data.certificate).toMatchObject(expected);
    const change = await server.run(DeleteCertificateDocument, { id: 'c' });
    expect(change.data.deleteCertificate).toMatchObject({ ...expected, outcome: 'NOT_APPLIED' });
    const ready = await fetch(`${server.url}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ status: 'ready', circuits: { default: 'open' } });
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });
});

describe('calls beyond UPSTREAM_CONCURRENCY', () => {
  it('are refused at once, and change nothing', async () => {
    const endpoint = await startUpstream((_, response) => void setTimeout(() => response.destroy(), 500));
    const server = await startTestServer({ endpoint, env: { UPSTREAM_CONCURRENCY: '1' } });
    const begin = Date.now();
    const answers = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        const { data } = await server.run(CertificateDocument, { id: `c-${index}` });
        return { result: data.certificate, ms: Date.now() - begin };
      }),
    );
    const turnedAway = answers.filter(
      ({ result }) => result && 'code' in result && result.code === 'GATEWAY.OVERLOADED',
    );
    expect(turnedAway).toHaveLength(3);
    for (const { result, ms } of turnedAway) {
      expect(result).toMatchObject({ __typename: 'ApigRateLimitedError', retryable: true, code: 'GATEWAY.OVERLOADED' });
      expect(ms).toBeLessThan(500);
    }
  });
});
