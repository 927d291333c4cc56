import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ApigFailure } from '../../src/apig/failure';
import type { Caller } from '../../src/apig/types';
import { MAX_REPLY_BYTES } from '../../src/apig/undici-transport';
import { Upstream } from '../../src/apig/upstream';
import { OPERATIONS } from '../../src/contract/operations';
import { Disconnect } from '../../src/lib/disconnect';
import { onTestEnd } from '../support/cleanup';
import { ROOT } from '../support/process';
import { startUpstream } from '../support/upstream';

const TOKEN = `canary-${'t'.repeat(100)}`;

function client(timeoutMs = 2_000) {
  const upstream = new Upstream({ timeoutMs, retries: 0 });
  onTestEnd(() => upstream.close());
  return upstream;
}

function callerOf(endpoint: string, more: Partial<Caller> = {}): Caller {
  return { token: TOKEN, projectId: 'project-1', endpoint, requestId: 'request-1', ...more };
}

const soon = () => ({ deadline: Date.now() + 10_000 });

async function failureOf(promise: Promise<unknown>): Promise<ApigFailure> {
  const error = await promise.then(
    () => undefined,
    (it: unknown) => it,
  );
  if (!(error instanceof ApigFailure)) throw new Error(`not a failure: ${error}`);
  return error;
}

describe('the table of operations', () => {
  it('has all operations of the OpenAPI document, with their methods, paths and statuses', () => {
    const { paths } = parse(readFileSync(join(ROOT, 'schema/apig.openapi.yaml'), 'utf8')) as {
      paths: Record<string, Record<string, { operationId?: string; responses?: Record<string, unknown> }>>;
    };
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { operationId, responses }]) =>
        operationId ? [[operationId, [method.toUpperCase(), path, '200' in (responses ?? {}) ? 200 : 204]]] : [],
      ),
    );
    expect(Object.fromEntries(documented)).toEqual(OPERATIONS);
  });
});

describe('an upstream call', () => {
  it("sends the token, JSON and the request's ids, and nothing else of the caller's", async () => {
    const seen: { url?: string; headers: object; body: string }[] = [];
    const endpoint = await startUpstream((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        seen.push({ url: request.url ?? '', headers: request.headers, body });
        response.writeHead(204).end();
      });
    });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const result = await client().call(
      'detachDomains',
      { path: { certificate_id: 'c-1' }, body: { domains: [{ domain: 'www.example.com' }] } },
      callerOf(`${endpoint}/prefix/`, { traceparent }),
      soon(),
    );
    expect(result).toBeUndefined();
    expect(seen).toEqual([
      {
        url: '/prefix/v2/project-1/apigw/certificates/c-1/domains/detach',
        body: '{"domains":[{"domain":"www.example.com"}]}',
        headers: {
          accept: 'application/json',
          connection: 'keep-alive',
          'content-length': '42',
          'content-type': 'application/json',
          host: endpoint.slice('http://'.length),
          'user-agent': 'apig-certificate-gateway',
          'x-auth-token': TOKEN,
          'x-request-id': 'request-1',
          traceparent,
        },
      },
    ]);
  });

  it('sends tokens of 16 KB over persistent connections', async () => {
    const sockets = new Set<unknown>();
    const lengths: number[] = [];
    const endpoint = await startUpstream((request, response) => {
      sockets.add(request.socket);
      lengths.push(String(request.headers['x-auth-token']).length);
      response.end('{"instances":[]}');
    });
    const upstream = client();
    const caller = callerOf(endpoint, { token: 't'.repeat(16 * 1024) });
    for (let i = 0; i < 20; i++) await upstream.call('listGateways', {}, caller, soon());
    expect(new Set(lengths)).toEqual(new Set([16_384]));
    expect(sockets.size).toBeLessThanOrEqual(2);
  });

  it.each(['..', 'a/b', 'a%2fb', 'a?b', 'a#b', 'a\r\nb', 'a\0b', 'ä', '', 'a'.repeat(65)])(
    'sends nothing for the id %j',
    async (id) => {
      let requests = 0;
      const endpoint = await startUpstream((_, response) => {
        requests++;
        response.end('{}');
      });
      const failure = await failureOf(
        client().call('showCertificate', { path: { certificate_id: id } }, callerOf(endpoint), soon()),
      );
      expect(failure.details).toMatchObject({
        code: 'GATEWAY.UNREADABLE_REPLY',
        delivery: 'NOT_SENT',
        message: expect.stringContaining('certificate_id'),
      });
      expect(requests).toBe(0);
    },
  );

  describe('that fails', () => {
    const call = async (status: number, body: string, headers: Record<string, string> = {}) => {
      const endpoint = await startUpstream((_, response) => {
        response.writeHead(status, { 'x-request-id': 'r-1', ...headers });
        response.end(body);
      });
      const failure = await failureOf(
        client().call('showCertificate', { path: { certificate_id: 'c' } }, callerOf(endpoint), soon()),
      );
      return failure.details;
    };

    it.each([
      ['the service', 404, '{"error_code":"APIG.3025","error_msg":"gone"}', 'APIG.3025', 'gone', 'REFUSED'],
      ['the front door', 401, '{"error":{"code":"APIGW.0301","message":"who?"}}', 'APIGW.0301', 'who?', 'REFUSED'],
      ['an unknown code', 500, '{"error_code":"APIG.7777","error_msg":"odd"}', 'APIG.7777', 'odd', 'UNKNOWN'],
      [
        'plain text',
        403,
        'forbidden',
        'GATEWAY.HTTP_403',
        'The upstream responded with status 403 and no error code.',
        'UNKNOWN',
      ],
      [
        'HTML',
        502,
        '<html>secret</html>',
        'GATEWAY.HTTP_502',
        'The upstream responded with status 502 and no error code.',
        'UNKNOWN',
      ],
      ['nothing', 503, '', 'GATEWAY.HTTP_503', 'The upstream responded with status 503 and no error code.', 'UNKNOWN'],
      [
        'other JSON',
        400,
        '[1]',
        'GATEWAY.HTTP_400',
        'The upstream responded with status 400 and no error code.',
        'UNKNOWN',
      ],
      [
        'a code that is none',
        400,
        '{"error_code":"<b>","error_msg":"x"}',
        'GATEWAY.HTTP_400',
        'The upstream responded with status 400 and no error code.',
        'UNKNOWN',
      ],
      [
        'a code without message',
        400,
        '{"error_code":"APIG.2012"}',
        'APIG.2012',
        'The upstream responded with status 400.',
        'REFUSED',
      ],
      [
        'a 2xx cut short',
        200,
        '{"id":',
        'GATEWAY.UNREADABLE_REPLY',
        'The upstream sent a reply that does not match its contract.',
        'UNKNOWN',
      ],
      [
        'a 2xx of HTML',
        200,
        '<html/>',
        'GATEWAY.UNREADABLE_REPLY',
        'The upstream sent a reply that does not match its contract.',
        'UNKNOWN',
      ],
      [
        'a 204 where 200 is due',
        204,
        '',
        'GATEWAY.UNREADABLE_REPLY',
        'The upstream sent a reply that does not match its contract.',
        'UNKNOWN',
      ],
    ])('reads %s', async (_, status, body, code, message, delivery) => {
      expect(await call(status, body)).toEqual({
        operation: 'showCertificate',
        status,
        requestId: 'r-1',
        code,
        message,
        delivery,
      });
    });

    it('keeps Retry-After in seconds, from a number or a date', async () => {
      expect(await call(429, '', { 'retry-after': '7' })).toMatchObject({ retryAfter: 7 });
      const date = new Date(Date.now() + 60_000).toUTCString();
      expect((await call(429, '', { 'retry-after': date })).retryAfter).toBeGreaterThan(57);
      for (const far of ['999999999', '99999999999999', 'Fri, 31 Dec 9999 23:59:59 GMT']) {
        expect(await call(429, '', { 'retry-after': far })).toMatchObject({ retryAfter: 86_400 });
      }
      const past = 'Sun, 06 Nov 1994 08:49:37 GMT';
      expect(await call(429, '', { 'retry-after': past })).toMatchObject({ retryAfter: 0 });
      for (const none of ['later', '1.5', '-1', '2, 2', '1e3', '2001-02-03', 'Sunday, 06-Nov-94 08:49:37 GMT']) {
        expect(await call(429, '', { 'retry-after': none })).not.toHaveProperty('retryAfter');
      }
    });

    it('keeps the encoded authorization message, at the top level or nested', async () => {
      const top = await call(403, '{"error_code":"APIG.1020","error_msg":"no","encoded_authorization_message":"abc"}');
      const inside = await call(
        403,
        '{"error":{"code":"APIGW.0302","message":"no","encoded_authorization_message":"abc"}}',
      );
      expect([top.encodedAuthorizationMessage, inside.encodedAuthorizationMessage]).toEqual(['abc', 'abc']);
    });

    it('takes the request id from the body if the header is missing, and only a safe one', async () => {
      const bad = { 'x-request-id': 'a b' };
      expect((await call(400, '{"error_code":"APIG.2012","error_msg":"x","request_id":"r-9"}', bad)).requestId).toBe(
        'r-9',
      );
      expect(await call(400, '{"error_code":"APIG.2012","error_msg":"x"}', bad)).not.toHaveProperty('requestId');
    });

    it('never repeats the token, control characters or a very long text', async () => {
      const { message } = await call(
        400,
        JSON.stringify({ error_code: 'APIG.2000', error_msg: `bad\r\n\u0000 ${TOKEN} ${'x'.repeat(9_000)}` }),
      );
      expect(message).toMatch(/^bad \*\*\* x+\.\.\.$/);
      expect(message.length).toBeLessThan(510);
    });

    it('does not follow a redirect, which would send the token elsewhere', async () => {
      let visits = 0;
      const elsewhere = await startUpstream((_, response) => {
        visits++;
        response.end('{}');
      });
      expect(await call(307, '', { location: elsewhere })).toMatchObject({
        code: 'GATEWAY.HTTP_307',
        delivery: 'UNKNOWN',
      });
      expect(visits).toBe(0);
    });
  });

  it('times out without a response, and with a body that never ends', async () => {
    const silent = await startUpstream(() => {});
    const dripping = await startUpstream((_, response) => {
      response.write('{');
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    for (const endpoint of [silent, dripping]) {
      const start = Date.now();
      const failure = await failureOf(client(200).call('listGateways', {}, callerOf(endpoint), soon()));
      expect(failure.details).toMatchObject({ code: 'GATEWAY.TIMEOUT', delivery: 'UNKNOWN' });
      expect(Date.now() - start).toBeLessThan(1_500);
    }
  });

  it("ends at the request's deadline if that comes first, and is not made after it", async () => {
    const silent = await startUpstream(() => {});
    const start = Date.now();
    const failure = await failureOf(client().call('listGateways', {}, callerOf(silent), { deadline: start + 150 }));
    expect(failure.details).toMatchObject({ code: 'GATEWAY.TIMEOUT', delivery: 'UNKNOWN' });
    expect(Date.now() - start).toBeLessThan(1_500);
    const late = await failureOf(client().call('listGateways', {}, callerOf(silent), { deadline: start }));
    expect(late.details).toMatchObject({ code: 'GATEWAY.TIMEOUT', delivery: 'NOT_SENT' });
  });

  it('cancels a read when the caller disconnects, but not a change', async () => {
    const endpoint = await startUpstream((request, response) => {
      setTimeout(
        () => (request.method === 'GET' ? response.end('{"instances":[]}') : response.writeHead(204).end()),
        200,
      );
    });
    const disconnect = new Disconnect();
    setTimeout(() => disconnect.abort(), 50);
    const limits = { ...soon(), disconnect };
    const change = { path: { certificate_id: 'c' }, body: { domains: [] } };
    const [read, written] = await Promise.all([
      failureOf(client().call('listGateways', {}, callerOf(endpoint), limits)),
      client().call('detachDomains', change, callerOf(endpoint), limits),
    ]);
    expect(read.details).toMatchObject({ code: 'GATEWAY.CANCELLED' });
    expect(written).toBeUndefined();
    const after = await failureOf(client().call('detachDomains', change, callerOf(endpoint), limits));
    expect(after.details).toMatchObject({ code: 'GATEWAY.CANCELLED', delivery: 'NOT_SENT' });
  });

  it('distinguishes a connection that was never established from one that broke', async () => {
    const breaking = await startUpstream((_, response) => void response.destroy());
    const cutting = await startUpstream((_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{"id"', () => response.destroy());
    });
    const refused = await failureOf(client().call('listGateways', {}, callerOf('http://127.0.0.1:1'), soon()));
    expect(refused.details).toMatchObject({ code: 'GATEWAY.UNREACHABLE', delivery: 'NOT_SENT' });
    for (const endpoint of [breaking, cutting]) {
      const broken = await failureOf(client().call('listGateways', {}, callerOf(endpoint), soon()));
      expect(broken.details).toMatchObject({ code: 'GATEWAY.CONNECTION_LOST', delivery: 'UNKNOWN' });
    }
  });

  it('reads a response only up to its limit', async () => {
    const endpoint = await startUpstream((_, response) => {
      response.end('x'.repeat(MAX_REPLY_BYTES + 1));
    });
    const failure = await failureOf(client().call('listGateways', {}, callerOf(endpoint), soon()));
    expect(failure.details).toMatchObject({ code: 'GATEWAY.UNREADABLE_REPLY' });
  });
});
