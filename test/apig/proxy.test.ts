import { setTimeout as sleep } from 'node:timers/promises';
import { createAuthority, startTlsControlPlane } from '../support/authority';
import { type Issued, issue } from '../support/certificates';
import { type OnConnect, startConnectProxy } from '../support/connect-proxy';
import { freePort, startServerProcess } from '../support/process';
import { startTlsUpstream } from '../support/tls-upstream';
import { startUpstream } from '../support/upstream';

const DETACH = `mutation {
  detachCertificateDomains(certificateId: "c", domains: [{ domain: "www.example.com" }]) {
    __typename ... on ApigUpstreamError { code message outcome }
  }
}`;

let authority: Issued;
let trusted: Record<string, string>;

beforeAll(async () => {
  ({ authority, trusted } = await createAuthority());
});

/** Starts an https control plane that accepts every change. */
function startControlPlane(san = ['localhost', 'apig.example.com']) {
  return startTlsControlPlane(authority, { san });
}

async function start(endpoint: string, env: Record<string, string>) {
  const server = await startServerProcess({
    ...trusted,
    APIG_ENDPOINT: endpoint,
    APIG_PROJECT_ID: 'p',
    UPSTREAM_RETRIES: '0',
    LOG_LEVEL: 'trace',
    ...env,
  });
  const detach = async (headers: Record<string, string> = {}) => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-auth-token': 't', ...headers },
      body: JSON.stringify({ query: DETACH }),
    });
    const { data } = (await response.json()) as { data: { detachCertificateDomains: object } };
    return data.detachCertificateDomains;
  };
  return { ...server, detach };
}

const SUCCESS = { __typename: 'DetachCertificateDomainsSuccess' };

describe('an https upstream behind a proxy', () => {
  it.each([
    ['HTTPS_PROXY', (port: number) => ({ HTTPS_PROXY: `http://127.0.0.1:${port}` })],
    ['https_proxy', (port: number) => ({ https_proxy: `http://127.0.0.1:${port}`, HTTPS_PROXY: 'http://127.0.0.1:1' })],
    ['HTTP_PROXY, without HTTPS_PROXY', (port: number) => ({ HTTP_PROXY: `http://127.0.0.1:${port}/` })],
    ['HTTPS_PROXY without a scheme', (port: number) => ({ HTTPS_PROXY: `127.0.0.1:${port}` })],
  ])('is called through the tunnel of %s', async (_, env) => {
    const { port, seen } = await startControlPlane();
    const proxy = await startConnectProxy();
    // Only the proxy can resolve this name.
    const { detach } = await start(`https://apig.example.com:${port}`, env(proxy.port));
    expect([await detach(), await detach()]).toEqual([SUCCESS, SUCCESS]);
    expect(seen.requests).toBe(2);
    // The second call uses the connection of the first.
    expect(proxy).toMatchObject({ tunnels: [{ authority: `apig.example.com:${port}` }], others: [] });
  });

  it('is called through a proxy that is reached by https', async () => {
    const { port } = await startControlPlane();
    const proxy = await startConnectProxy(undefined, await issue({ san: ['localhost'], issuer: authority }));
    const { detach } = await start(`https://apig.example.com:${port}`, {
      HTTPS_PROXY: `https://localhost:${proxy.port}`,
    });
    expect(await detach()).toEqual(SUCCESS);
    expect(proxy.tunnels).toHaveLength(1);
  });

  it('gets the credentials of the proxy in no request, and the proxy does not get the token', async () => {
    const { port } = await startControlPlane();
    const proxy = await startConnectProxy();
    const server = await start(`https://apig.example.com:${port}`, {
      HTTPS_PROXY: `http://user:s3cret%2Fword@127.0.0.1:${proxy.port}`,
    });
    expect(await server.detach()).toEqual(SUCCESS);
    const authorization = `Basic ${Buffer.from('user:s3cret/word').toString('base64')}`;
    expect(proxy.tunnels).toEqual([{ authority: `apig.example.com:${port}`, authorization }]);
    server.child.kill('SIGTERM');
    const { stdout, stderr } = await server.finished;
    expect(stdout).toContain(`http://***@127.0.0.1:${proxy.port}`);
    expect(stdout + stderr).not.toMatch(/s3cret|czNjcmV0|user:/);
  });

  it.each([
    ['the host', 'localhost'],
    ['the host among others', 'example.com, LOCALHOST ,10.0.0.1'],
    ['every host', '*'],
  ])('is called directly if NO_PROXY has %s', async (_, noProxy) => {
    const { port } = await startControlPlane();
    const proxy = await startConnectProxy();
    const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
    for (const name of ['NO_PROXY', 'no_proxy']) {
      const { detach } = await start(`https://localhost:${port}`, { ...env, [name]: noProxy });
      expect(await detach()).toEqual(SUCCESS);
    }
    expect(proxy.tunnels).toEqual([]);
  });

  it('is called through the proxy if NO_PROXY has other hosts or another port', async () => {
    const { port } = await startControlPlane();
    const proxy = await startConnectProxy();
    const { detach } = await start(`https://localhost:${port}`, {
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
      NO_PROXY: `host,xlocalhost,localhost.example.com,localhost:${port + 1}`,
    });
    expect(await detach()).toEqual(SUCCESS);
    expect(proxy.tunnels).toHaveLength(1);
  });

  it('is refused if its certificate is for another name', async () => {
    const { port, seen } = await startControlPlane(['elsewhere.example.com']);
    const proxy = await startConnectProxy();
    const { detach } = await start(`https://apig.example.com:${port}`, { HTTPS_PROXY: `127.0.0.1:${proxy.port}` });
    expect(await detach()).toEqual({
      __typename: 'ApigUpstreamError',
      code: 'GATEWAY.UNREACHABLE',
      message:
        'The upstream could not be reached through the proxy: the certificate of the control plane is for another name (ERR_TLS_CERT_ALTNAME_INVALID).',
      outcome: 'NOT_APPLIED',
    });
    expect(seen.requests).toBe(0);
  });
});

describe('a change through a proxy', () => {
  const FAILURES: readonly [what: string, onConnect: OnConnect, reason: RegExp][] = [
    [
      'refuses',
      (client) => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'),
      /the proxy refused to connect \(PROXY_STATUS_502\)/,
    ],
    [
      'requires credentials',
      (client) => client.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n'),
      /the proxy requires other credentials \(PROXY_STATUS_407\)/,
    ],
    ['closes the connection', (client) => client.destroy(), /closed while it was being established \(ECONNRESET\)/],
    [
      'resets the connection',
      (client) => client.resetAndDestroy(),
      /closed while it was being established \(ECONNRESET\)/,
    ],
    ['sends garbage', (client) => client.end('garbage\r\n\r\n'), /ECONNRESET/],
    ['does not respond', () => {}, /no connection was established in time/],
    ['closes the tunnel at once', (client) => client.end('HTTP/1.1 200 OK\r\n\r\n'), /ECONNRESET/],
    [
      'sends garbage through the tunnel',
      (client) => client.write('HTTP/1.1 200 OK\r\n\r\ngarbage through the tunnel'),
      /the TLS handshake failed/,
    ],
  ];

  describe('is certainly not applied if the proxy', () => {
    let control: Awaited<ReturnType<typeof startControlPlane>>;
    let proxy: Awaited<ReturnType<typeof startConnectProxy>>;
    let server: Awaited<ReturnType<typeof start>>;
    const hostOf = (index: number) => `region-${index}.example.com`;

    beforeAll(async () => {
      control = await startControlPlane(FAILURES.map((_, index) => hostOf(index)));
      proxy = await startConnectProxy((client, request, tunnel) =>
        FAILURES[Number(/\d+/.exec(request.url ?? ''))]?.[1](client, request, tunnel),
      );
      const regions = FAILURES.map((_, index) => `${index}=https://${hostOf(index)}:${control.port}`);
      server = await start('', {
        APIG_REGIONS: regions.join(','),
        HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
        UPSTREAM_TIMEOUT_MS: '1500',
      });
    });

    it.each(FAILURES.map(([what, , reason], index) => [what, reason, index] as const))(
      '%s',
      async (_, reason, index) => {
        expect(await server.detach({ 'x-region': String(index) })).toEqual({
          __typename: 'ApigUpstreamError',
          code: 'GATEWAY.UNREACHABLE',
          message: expect.stringMatching(reason),
          outcome: 'NOT_APPLIED',
        });
        await sleep(200);
        expect(control.seen.requests).toBe(0);
        // One call makes one attempt to connect: undici must not try again by itself.
        expect(proxy.tunnels.filter(({ authority }) => authority.startsWith(hostOf(index)))).toHaveLength(1);
      },
    );
  });

  it('is certainly not applied if the proxy cannot be reached', async () => {
    const { detach } = await start('https://apig.example.com', { HTTPS_PROXY: `http://127.0.0.1:${await freePort()}` });
    expect(await detach()).toMatchObject({ code: 'GATEWAY.UNREACHABLE', outcome: 'NOT_APPLIED' });
  });

  it('is sent again after the proxy refused, because nothing was sent', async () => {
    const { port, seen } = await startControlPlane();
    let refusals = 2;
    const proxy = await startConnectProxy((client, _, tunnel) => {
      if (refusals-- > 0) client.end('HTTP/1.1 503 Service Unavailable\r\n\r\n');
      else tunnel();
    });
    const { detach } = await start(`https://apig.example.com:${port}`, {
      HTTPS_PROXY: `127.0.0.1:${proxy.port}`,
      UPSTREAM_RETRIES: '2',
    });
    expect(await detach()).toEqual(SUCCESS);
    expect(seen.requests).toBe(1);
  });

  it.each(['http', 'https'])(
    'may have been applied if the tunnel to an %s upstream breaks after it was sent',
    async (scheme) => {
      let requests = 0;
      let breakTunnel = () => {};
      const proxy = await startConnectProxy((client, _, tunnel) => {
        tunnel();
        breakTunnel = () => client.destroy();
      });
      const port =
        scheme === 'https'
          ? await startTlsUpstream(await issue({ san: ['localhost'], issuer: authority }), () => {
              requests++;
              breakTunnel();
            })
          : Number(
              new URL(
                await startUpstream(() => {
                  requests++;
                  breakTunnel();
                }),
              ).port,
            );
      const { detach } = await start(`${scheme}://localhost:${port}`, {
        HTTP_PROXY: `http://127.0.0.1:${proxy.port}`,
        UPSTREAM_RETRIES: '2',
      });
      expect(await detach()).toMatchObject({ code: 'GATEWAY.CONNECTION_LOST', outcome: 'UNKNOWN' });
      // The change, and the reads that look for its effect.
      expect(requests).toBeGreaterThan(0);
    },
  );

  it('is never sent if the tunnel is established only when its time is over', async () => {
    const { port, seen } = await startControlPlane();
    const proxy = await startConnectProxy((_, __, tunnel) => void setTimeout(tunnel, 1_300));
    const { detach } = await start(`https://apig.example.com:${port}`, {
      HTTPS_PROXY: `127.0.0.1:${proxy.port}`,
      UPSTREAM_TIMEOUT_MS: '1000',
    });
    expect(await detach()).toMatchObject({ code: 'GATEWAY.UNREACHABLE', outcome: 'NOT_APPLIED' });
    await sleep(1_500);
    expect(seen.requests).toBe(0);
  });
});

it('several regions are called through the proxy, each by its own connections', async () => {
  const [a, b] = [await startControlPlane(), await startControlPlane()];
  const proxy = await startConnectProxy();
  const { url } = await startServerProcess({
    ...trusted,
    APIG_REGIONS: `a=https://apig.example.com:${a.port},b=https://localhost:${b.port}`,
    APIG_PROJECT_ID: 'p',
    HTTPS_PROXY: `127.0.0.1:${proxy.port}`,
    NO_PROXY: 'localhost',
  });
  for (const region of ['a', 'b', 'a']) {
    await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-auth-token': 't', 'x-region': region },
      body: JSON.stringify({ query: DETACH }),
    });
  }
  expect([a.seen.requests, b.seen.requests, proxy.tunnels.length]).toEqual([2, 1, 1]);
});

it('the embedded simulator is called without a proxy', async () => {
  const { url } = await startServerProcess({ HTTP_PROXY: 'http://127.0.0.1:1' });
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-auth-token': 'simulator-admin-token' },
    body: JSON.stringify({ query: '{ certificates { __typename } }' }),
  });
  expect(await response.json()).toEqual({ data: { certificates: { __typename: 'CertificateConnection' } } });
});
