import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { print } from 'graphql';
import { CertificateDocument, ReplaceCertificateDocument } from '../../../schema/generated/operations';
import { SIMULATOR_PROJECT_ID, TOKENS } from '../../../src/simulator/tokens';
import { type Fault, type FaultServer, startFaultServer, type WireRequest } from '../../faults/fault-server';
import { estateOf } from '../../oracle/estates';
import { startServerProcess } from '../../support/process';
import { startTestSimulator } from '../../support/simulator';

const [A, B] = ['a.example.com', 'b.example.com'];
const [OLD, NEW] = ['old-certificate', 'new-certificate'];

interface Answer {
  readonly __typename: string;
  readonly outcome?: string;
  readonly domains?: readonly { domain: string; outcome: string; error: { code: string } | null }[];
}

const isDetach = ({ path }: WireRequest) => path.endsWith(`${OLD}/domains/detach`);
const isAttachNew = ({ path }: WireRequest) => path.endsWith(`${NEW}/domains/attach`);
const isAttachOld = ({ path }: WireRequest) => path.endsWith(`${OLD}/domains/attach`);
const isRead = ({ method }: WireRequest) => method === 'GET';

/** An error response in the upstream's format. */
function refused(afterMs = 0): Fault {
  const body = '{"error_code":"APIG.2103","error_msg":"no match"}';
  return async (socket) => {
    await sleep(afterMs);
    socket.write(`HTTP/1.1 400 Bad Request\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
}

/** The built server, with an upstream between it and the simulator on which two domains have the old certificate. */
async function start(env: Record<string, string> = {}) {
  const domains = [
    { name: A, holds: OLD },
    { name: B, holds: OLD },
  ];
  const project = estateOf(SIMULATOR_PROJECT_ID, [{ id: OLD }, { id: NEW }], domains);
  const { simulator } = await startTestSimulator({ projects: [project] });
  const upstream = await startFaultServer(simulator.url);
  const auditLog = join(mkdtempSync(join(tmpdir(), 'audit-')), 'audit.log');
  const server = await startServerProcess({
    APIG_ENDPOINT: upstream.url,
    APIG_PROJECT_ID: project.id,
    RATE_LIMIT: 'off',
    AUDIT_LOG: `file:${auditLog}`,
    ...env,
  });
  const send = async (query: string, variables: object, token: string = TOKENS.admin, signal?: AbortSignal) => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-auth-token': token },
      body: JSON.stringify({ query, variables }),
      ...(signal ? { signal } : {}),
    });
    const { data } = (await response.json()) as { data: Record<string, Answer> };
    return Object.values(data)[0] as Answer;
  };
  return {
    ...server,
    project,
    upstream,
    replace: (names: string[] = [A], more: { continueOnError?: boolean; signal?: AbortSignal } = {}) => {
      const { continueOnError = false, signal } = more;
      const variables = { from: OLD, to: NEW, domains: names.map((domain) => ({ domain })), continueOnError };
      return send(REPLACE, variables, TOKENS.admin, signal);
    },
    read: (token: string) => send(print(CertificateDocument), { id: OLD, firstDomains: 1 }, token),
    holder: (name: string) => project.domains.find((it) => it.name === name)?.certificateId,
    audit: () =>
      readFileSync(auditLog, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { phase: string; result?: string; outcome?: string }),
  };
}

const REPLACE = print(ReplaceCertificateDocument)
  .replace(/\$domains: ([^)]+)\)/, '$domains: $1, $continueOnError: Boolean)')
  .replace('domains: $domains', 'domains: $domains, continueOnError: $continueOnError');

/** Resolves once the upstream has received such a request. Sets its rule. */
function received(upstream: FaultServer, wanted: (request: WireRequest) => boolean, rule: FaultServer['rule']) {
  return new Promise<void>((resolve) => {
    upstream.rule = (request) => {
      if (wanted(request)) resolve();
      return rule(request);
    };
  });
}

describe('a replacement leaves nothing half done', () => {
  it('when the client disconnects while the new certificate is being attached and then refused', async () => {
    const { upstream, replace, holder, audit } = await start();
    const client = new AbortController();
    const attaching = received(upstream, isAttachNew, (request) => (isAttachNew(request) ? refused(500) : undefined));
    const response = replace([A, B], { signal: client.signal });
    await attaching;
    client.abort();
    await expect(response).rejects.toThrow();
    await sleep(1_500);
    expect([holder(A), holder(B)]).toEqual([OLD, OLD]);
    // No other client is notified.
    expect(audit().at(-1)).toMatchObject({ phase: 'after', outcome: 'RESTORED' });
  }, 30_000);

  it.each([
    ['gives up', true],
    ['waits', false],
  ])(
    'when the process gets SIGTERM meanwhile, and the client %s',
    async (_, givesUp) => {
      const { upstream, replace, holder, child, finished } = await start({ REQUEST_TIMEOUT_MS: '3500' });
      const client = new AbortController();
      // Slower than the request's timeout.
      const slow: FaultServer['rule'] = (request) => (isAttachNew(request) ? refused(4_000) : undefined);
      const attaching = received(upstream, isAttachNew, slow);
      const response = replace([A], { signal: client.signal }).catch(() => undefined);
      await attaching;
      child.kill('SIGTERM');
      if (givesUp) client.abort();
      expect((await finished).code).toBe(0);
      expect(holder(A)).toBe(OLD);
      const answer = await response;
      if (!givesUp) expect(answer).toMatchObject({ domains: [{ domain: A, outcome: 'RESTORED' }] });
    },
    40_000,
  );

  it('and records UNKNOWN in the audit trail if a second signal ends the process', async () => {
    const { upstream, replace, child, finished, audit } = await start();
    const attaching = received(upstream, isAttachNew, (request) => (isAttachNew(request) ? () => {} : undefined));
    void replace([A]).catch(() => {});
    await attaching;
    child.kill('SIGTERM');
    await sleep(300);
    child.kill('SIGTERM');
    expect((await finished).code).toBe(1);
    expect(audit()).toMatchObject([{ phase: 'before' }, { phase: 'after', outcome: 'UNKNOWN' }]);
  }, 30_000);

  it('whatever slow reads another caller makes', async () => {
    const { upstream, replace, read, holder } = await start({ UPSTREAM_CONCURRENCY: '4', UPSTREAM_TIMEOUT_MS: '5000' });
    const others: Promise<unknown>[] = [];
    upstream.rule = (request) => {
      if (request.headers['x-auth-token'] === TOKENS.reader) return () => {};
      if (isDetach(request)) for (let count = 0; count < 400; count++) others.push(read(TOKENS.reader));
      return isAttachNew(request) ? refused(300) : undefined;
    };
    expect(await replace()).toMatchObject({ domains: [{ outcome: 'RESTORED' }] });
    expect(holder(A)).toBe(OLD);
    await Promise.all(others);
  }, 60_000);

  it('whatever opens the circuit meanwhile', async () => {
    const { upstream, replace, read, holder } = await start({ CIRCUIT_BREAKER: 'on', UPSTREAM_RETRIES: '0' });
    let isOpen = false;
    upstream.rule = (request) => {
      if (isRead(request) && isOpen) return (socket) => void socket.resetAndDestroy();
      if (!isAttachNew(request)) return undefined;
      return async (socket, forward) => {
        isOpen = true;
        const callers = [TOKENS.admin, TOKENS.reader, `${TOKENS.reader}.other`];
        await Promise.all(Array.from({ length: 90 }, (_, index) => read(callers[index % 3] as string)));
        expect(await read(TOKENS.reader)).toMatchObject({ code: 'GATEWAY.CIRCUIT_OPEN' });
        await refused()(socket, forward);
      };
    };
    expect(await replace()).toMatchObject({ domains: [{ outcome: 'RESTORED' }] });
    expect(holder(A)).toBe(OLD);
    // A replacement that has not started does not start, because its plan cannot be read.
    expect(await replace()).toMatchObject({ __typename: 'ApigUpstreamError', outcome: 'NOT_APPLIED' });
  }, 60_000);

  it('although the upstream is unavailable for five seconds', async () => {
    const { upstream, replace, holder } = await start();
    upstream.rule = (request) => {
      if (!isAttachNew(request)) return undefined;
      return async () => {
        await upstream.refuse();
        await sleep(5_000);
        upstream.rule = () => undefined;
        await upstream.listen();
      };
    };
    // The response was lost, so the new certificate may still be attached later.
    expect(await replace()).toMatchObject({ domains: [{ outcome: 'UNKNOWN' }] });
    expect(holder(A)).toBe(OLD);
  }, 40_000);
});

describe('after a step with an unknown effect', () => {
  it('a replacement is never RESTORED, since a late detach may undo that', async () => {
    const { upstream, replace, holder } = await start({ UPSTREAM_TIMEOUT_MS: '500' });
    upstream.rule = (request) => {
      if (!isDetach(request)) return undefined;
      return async (_, forward) => {
        await sleep(3_000);
        await forward();
      };
    };
    const answer = await replace();
    expect(answer).toMatchObject({
      __typename: 'ApigReplacementIncompleteError',
      domains: [{ outcome: 'UNKNOWN', error: { code: 'GATEWAY.TIMEOUT' } }],
    });
    expect(holder(A)).toBe(OLD);
    await sleep(2_500);
    expect(holder(A)).toBeUndefined();
  }, 30_000);

  it('a replacement is REPLACED if the new certificate is attached after all', async () => {
    const { upstream, replace, holder } = await start();
    upstream.rule = (request) => {
      if (!isAttachNew(request)) return undefined;
      return async (socket, forward) => {
        socket.resetAndDestroy();
        await sleep(200);
        await forward();
      };
    };
    expect(await replace()).toMatchObject({
      __typename: 'ReplaceCertificateSuccess',
      domains: [{ outcome: 'REPLACED', error: null }],
    });
    expect(holder(A)).toBe(NEW);
  }, 30_000);

  it('a replacement is UNKNOWN if another tool attached the new certificate with other client verification', async () => {
    const { upstream, replace, holder, project } = await start({ UPSTREAM_TIMEOUT_MS: '500' });
    const [domain] = project.domains;
    upstream.rule = (request) => {
      if (!isAttachNew(request)) return undefined;
      return async (_, forward) => {
        Object.assign(domain ?? {}, { certificateId: NEW, verifiesClients: true });
        await sleep(5_000);
        await forward();
      };
    };
    expect(await replace()).toMatchObject({
      __typename: 'ApigReplacementIncompleteError',
      domains: [{ outcome: 'UNKNOWN', error: { code: 'GATEWAY.TIMEOUT' } }],
    });
    expect([holder(A), domain?.verifiesClients]).toEqual([NEW, true]);
    // The attach of the replacement takes effect late.
    for (const end = Date.now() + 8_000; domain?.verifiesClients && Date.now() < end; ) await sleep(100);
    expect([holder(A), domain?.verifiesClients]).toEqual([NEW, false]);
  }, 30_000);
});

describe('a domain that fails', () => {
  const onlyB: FaultServer['rule'] = (request) =>
    isAttachNew(request) && request.body.includes(A) ? refused() : undefined;

  it('stops the others, unless continueOnError is set', async () => {
    const { upstream, replace, holder } = await start();
    upstream.rule = onlyB;
    expect(await replace([A, B])).toMatchObject({
      domains: [
        { domain: A, outcome: 'RESTORED', error: { code: 'APIG.2103' } },
        { domain: B, outcome: 'UNCHANGED', error: null },
      ],
    });
    expect([holder(A), holder(B)]).toEqual([OLD, OLD]);
    expect(await replace([A, B], { continueOnError: true })).toMatchObject({
      __typename: 'ApigReplacementIncompleteError',
      domains: [
        { domain: A, outcome: 'RESTORED' },
        { domain: B, outcome: 'REPLACED', error: null },
      ],
    });
    expect([holder(A), holder(B)]).toEqual([OLD, NEW]);
    expect(upstream.forwarded.filter(({ request }) => isAttachOld(request))).toHaveLength(2);
  }, 30_000);
});
