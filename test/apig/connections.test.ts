import type { Socket } from 'node:net';
import { ApigFailure } from '../../src/apig/failure';
import { Upstream } from '../../src/apig/upstream';
import { systemClock } from '../../src/lib/clock';
import { issue } from '../support/certificates';
import { onTestEnd } from '../support/cleanup';
import { freePort } from '../support/process';
import { startTcpUpstream, startTlsUpstream } from '../support/tls-upstream';
import { startUpstream } from '../support/upstream';

/** A change at an endpoint, sent once: its failure, and how long it took. */
async function change(endpoint: string, timeoutMs: number) {
  const upstream = new Upstream({ timeoutMs, retries: 0 });
  onTestEnd(() => upstream.close());
  const start = Date.now();
  const caller = { token: 'canary-token', projectId: 'p', endpoint, requestId: 'r' };
  const failure: unknown = await upstream
    .call('deleteCertificate', { path: { certificate_id: 'c' } }, caller, { deadline: start + 10_000 })
    .catch((error: unknown) => error);
  return { details: failure instanceof ApigFailure ? failure.details : failure, ms: Date.now() - start };
}

describe('a change without an established connection is known not to be sent', () => {
  let requests = 0;
  const count = () => {
    requests++;
  };

  /** @returns milliseconds until it failed. */
  async function expectNotSent(endpoint: string, reason: RegExp, timeoutMs = 2_000): Promise<number> {
    requests = 0;
    const { details, ms } = await change(endpoint, timeoutMs);
    const message = expect.stringMatching(reason);
    expect(details).toMatchObject({ code: 'GATEWAY.UNREACHABLE', delivery: 'NOT_SENT', message });
    expect(JSON.stringify(details)).not.toContain('canary');
    expect(requests).toBe(0);
    return ms;
  }

  it("if the server's certificate is self-signed", async () => {
    const port = await startTlsUpstream(await issue({ san: ['localhost'] }), count);
    const reason = /the certificate of the control plane is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)/;
    expect(await expectNotSent(`https://localhost:${port}`, reason)).toBeLessThan(1_500);
  });

  it('if an unknown authority signed the certificate', async () => {
    const issuer = await issue({ san: ['Test CA'], ca: true });
    const port = await startTlsUpstream(await issue({ san: ['localhost'], issuer }), count);
    await expectNotSent(`https://localhost:${port}`, /not trusted \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)/);
  });

  it('if the server does not use TLS', async () => {
    const endpoint = await startUpstream(count);
    await expectNotSent(endpoint.replace('http:', 'https:'), /the TLS handshake failed \((EPROTO|ERR_SSL_\w+)\)/);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['is reset', (socket) => socket.once('data', () => socket.resetAndDestroy())],
    ['ends', (socket) => socket.once('data', () => socket.end())],
    ['ends before it began', (socket) => socket.end()],
  ])('if the handshake %s', async (_, onConnection) => {
    const port = await startTcpUpstream(onConnection);
    const reason = /the connection closed while it was being established \(ECONNRESET\)/;
    expect(await expectNotSent(`https://127.0.0.1:${port}`, reason)).toBeLessThan(1_500);
  });

  it('if the handshake ends with an alert', async () => {
    const handshakeFailure = Buffer.from('15030300020228', 'hex');
    const port = await startTcpUpstream((socket) => socket.once('data', () => socket.end(handshakeFailure)));
    await expectNotSent(`https://127.0.0.1:${port}`, /the TLS handshake failed/);
  });

  it('if the handshake never ends', async () => {
    const port = await startTcpUpstream((socket) => socket.resume());
    const ms = await expectNotSent(`https://127.0.0.1:${port}`, /no connection was established in time/, 500);
    expect(ms).toBeLessThan(2_500);
  });

  it('if the connection is refused, and if the name is unknown', async () => {
    await expectNotSent('http://127.0.0.1:1', /it refused the connection \(ECONNREFUSED\)/);
    await expectNotSent('http://nowhere.invalid', /its name could not be resolved \((ENOTFOUND|EAI_AGAIN)\)/, 9_000);
  });
});

it('a change is sent again after a refused connection', async () => {
  const port = await freePort();
  const clock = { ...systemClock, random: () => 0.99 };
  const tries: (string | undefined)[] = [];
  const upstream = new Upstream({
    timeoutMs: 2_000,
    clock,
    onCall: ({ failure }) => {
      tries.push(failure?.details.code);
      // The retry is 99 ms away.
      if (tries.length === 1) void startTcpUpstream(answer, port);
    },
  });
  onTestEnd(() => upstream.close());
  const answer = (socket: Socket) => socket.once('data', () => socket.end('HTTP/1.1 204 No Content\r\n\r\n'));
  const caller = { token: 't', projectId: 'p', endpoint: `http://127.0.0.1:${port}`, requestId: 'r' };
  const limits = { deadline: Date.now() + 5_000 };
  expect(await upstream.call('deleteCertificate', { path: { certificate_id: 'c' } }, caller, limits)).toBeUndefined();
  expect(tries).toEqual(['GATEWAY.UNREACHABLE', undefined]);
});
