import { setTimeout as sleep } from 'node:timers/promises';
import { startServerProcess } from '../support/process';
import { startTestServer } from '../support/server';

describe('the schema as a subgraph', () => {
  const sdl = '{ _service { sdl } }';

  it('is hidden with introspection, unless SUBGRAPH_SDL says otherwise', async () => {
    const hidden = await startTestServer({ env: { INTROSPECTION: 'off' } });
    const refused = await hidden.run<unknown, object>(
      `query ($x: Boolean = true) { ... { alias: _service @include(if: $x) { sdl } } }`,
    );
    expect([refused.status, JSON.stringify(refused)]).toEqual([
      400,
      expect.not.stringContaining('detachCertificateDomains'),
    ]);
    const served = await startTestServer({ env: { INTROSPECTION: 'off', SUBGRAPH_SDL: 'on' } });
    expect(JSON.stringify((await served.run(sdl)).data)).toContain('detachCertificateDomains');
    const open = await startTestServer();
    expect(JSON.stringify((await open.run(sdl)).data)).toContain('detachCertificateDomains');
  });
});

describe('a preflight', () => {
  it('allows the headers of clients and tracers, and those of CORS_HEADERS', async () => {
    const { url } = await startTestServer({ env: { CORS_HEADERS: 'X-Client-Build' } });
    const response = await fetch(`${url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin: 'http://localhost:3000', 'access-control-request-method': 'POST' },
    });
    const allowed = (response.headers.get('access-control-allow-headers') ?? '').split(', ');
    for (const name of [
      'apollographql-client-name',
      'apollographql-client-version',
      'baggage',
      'tracestate',
      'sentry-trace',
      'x-client-build',
    ]) {
      expect(allowed).toContain(name);
    }
  });
});

describe('a stop', () => {
  it('goes on serving for SHUTDOWN_DELAY_MS, while /readyz says that it stops', async () => {
    const { child, url, finished } = await startServerProcess({ SHUTDOWN_DELAY_MS: '1500' });
    child.kill('SIGTERM');
    await sleep(300);
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ __typename }"}',
    });
    expect(response.status).toBe(200);
    expect((await finished).code).toBe(0);
  });
});

describe('SIGUSR1 in production', () => {
  it('opens no inspector', async () => {
    const { child, url, output } = await startServerProcess({ NODE_ENV: 'production', SIMULATOR: 'on' });
    child.kill('SIGUSR1');
    await sleep(500);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(output()).not.toMatch(/Debugger listening/);
    expect(output()).toContain('SIGUSR1 ignored');
  });
});
