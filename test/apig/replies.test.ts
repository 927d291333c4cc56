import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { ApigFailure } from '../../src/apig/failure';
import type { InputOf } from '../../src/apig/types';
import { Upstream } from '../../src/apig/upstream';
import { OPERATIONS, type OperationId } from '../../src/contract/operations';
import { onTestEnd } from '../support/cleanup';
import { damaged, OPERATION_IDS, REPLIES, valid, validatorOf } from '../support/contract';
import { startUpstream } from '../support/upstream';

const CERTIFICATE = { id: 'c', name: 'name', not_after: '2030-01-01T00:00:00Z' };
type Reply = (response: ServerResponse) => unknown;

const PATH = { certificate_id: 'c', instance_id: 'i', group_id: 'g', domain_id: 'd' };

/** Calls any operation on an upstream that sends the test's response. Returns the result, or the details of the failure. */
async function start() {
  let reply: Reply = (response) => response.end();
  const endpoint = await startUpstream((request, response) => {
    request.resume();
    reply(response);
  });
  const upstream = new Upstream({ timeoutMs: 2_000, retries: 0, circuitBreaker: false });
  onTestEnd(() => upstream.close());
  const caller = { token: 'token', projectId: 'p', endpoint, requestId: 'r' };
  return async (operation: OperationId, how: Reply, id?: string): Promise<unknown> => {
    reply = how;
    const [method] = OPERATIONS[operation];
    const path = id === undefined ? PATH : { ...PATH, certificate_id: id, group_id: id };
    const input = { path, ...(method === 'GET' ? {} : { body: {} }) } as unknown as InputOf<typeof operation>;
    try {
      return await upstream.call(operation, input, caller, { deadline: Date.now() + 10_000 });
    } catch (error) {
      return error;
    }
  };
}

const sends =
  (status: number, body: string, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    response.writeHead(status, headers).end(body);

/** Returns the id in a body, if it is one that a caller may ask for. */
function idIn(body: string): string | undefined {
  const [, id] = /^\{"id":"([\w-]{1,64})"/.exec(body) ?? [];
  return id;
}

async function detailsOf(result: Promise<unknown>) {
  const failure = await result;
  if (!(failure instanceof ApigFailure)) throw new Error(`not a failure: ${JSON.stringify(failure)}`);
  return failure.details;
}

describe('whatever an upstream replies', () => {
  const bodies = (operation: OperationId): fc.Arbitrary<string> => {
    const schema = REPLIES.get(operation) ?? {};
    return fc.oneof(
      valid(schema).map((body) => JSON.stringify(body)),
      damaged(schema).map((body) => JSON.stringify(body)),
      fc.json(),
      fc.string(),
      fc.tuple(valid(schema), fc.nat(200)).map(([body, length]) => JSON.stringify(body).slice(0, length)),
      fc
        .record({ error_code: fc.oneof(fc.constant('APIG.2000'), fc.jsonValue()), error_msg: fc.jsonValue() })
        .map((it) => JSON.stringify(it)),
    );
  };
  const statuses = fc.oneof(
    { weight: 5, arbitrary: fc.constant(200) },
    { weight: 2, arbitrary: fc.constant(204) },
    { weight: 3, arbitrary: fc.integer({ min: 200, max: 599 }) },
  );

  it.each(OPERATION_IDS)('%s returns what the contract promises, or fails with a failure', async (operation) => {
    const call = await start();
    const [method, , promised] = OPERATIONS[operation];
    const schema = REPLIES.get(operation);
    const isOfContract = schema ? validatorOf(schema) : () => false;
    let returned = 0;
    await fc.assert(
      fc.asyncProperty(statuses, bodies(operation), async (status, body) => {
        const result = await call(operation, sends(status, status === 204 || status === 304 ? '' : body), idIn(body));
        if (!(result instanceof ApigFailure)) {
          returned++;
          expect(status).toBe(promised);
          if (promised === 204) expect(result).toBeUndefined();
          else expect(isOfContract(result)).toBe(true);
          return;
        }
        const { code, message, delivery } = result.details;
        expect([typeof code, typeof message]).toEqual(['string', 'string']);
        expect(code).not.toBe('GATEWAY.CONNECTION_LOST');
        const isRefusal = status === 429 || (status >= 400 && status < 500 && !/^GATEWAY/.test(code));
        if (!isRefusal || [408, 421, 425, 499].includes(status)) expect(delivery).toBe('UNKNOWN');
        else expect([method, delivery]).toEqual([method, 'REFUSED']);
      }),
      { numRuns: 150 },
    );
    expect(returned).toBeGreaterThan(5);
  });
});

describe('the delivery of a change', () => {
  const ERROR = JSON.stringify({ error_code: 'APIG.2000', error_msg: 'no' });
  const NESTED = JSON.stringify({ error: { code: 'APIGW.0301', message: 'who?' } });

  it.each<[number, string, string, string]>([
    [400, ERROR, 'APIG.2000', 'REFUSED'],
    [404, ERROR, 'APIG.2000', 'REFUSED'],
    [401, NESTED, 'APIGW.0301', 'REFUSED'],
    [429, ERROR, 'APIG.2000', 'REFUSED'],
    [429, '', 'GATEWAY.HTTP_429', 'REFUSED'],
    [400, '', 'GATEWAY.HTTP_400', 'UNKNOWN'],
    [403, 'forbidden', 'GATEWAY.HTTP_403', 'UNKNOWN'],
    [404, '<html></html>', 'GATEWAY.HTTP_404', 'UNKNOWN'],
    [409, '{"error_code":{}}', 'GATEWAY.HTTP_409', 'UNKNOWN'],
    [409, '{"error_code":"GATEWAY.CONFLICT"}', 'GATEWAY.HTTP_409', 'UNKNOWN'],
    [408, ERROR, 'APIG.2000', 'UNKNOWN'],
    [421, ERROR, 'APIG.2000', 'UNKNOWN'],
    [425, ERROR, 'APIG.2000', 'UNKNOWN'],
    [499, ERROR, 'APIG.2000', 'UNKNOWN'],
    [500, ERROR, 'APIG.2000', 'UNKNOWN'],
    [503, '', 'GATEWAY.HTTP_503', 'UNKNOWN'],
    [307, '', 'GATEWAY.HTTP_307', 'UNKNOWN'],
    [304, '', 'GATEWAY.HTTP_304', 'UNKNOWN'],
    [200, '', 'GATEWAY.UNREADABLE_REPLY', 'UNKNOWN'],
    [200, '{}', 'GATEWAY.UNREADABLE_REPLY', 'UNKNOWN'],
    [200, ERROR, 'APIG.2000', 'UNKNOWN'],
    [200, NESTED, 'APIGW.0301', 'UNKNOWN'],
    [201, '{}', 'GATEWAY.UNREADABLE_REPLY', 'UNKNOWN'],
    [202, ERROR, 'APIG.2000', 'UNKNOWN'],
  ])('a %i with %j is %s, and it is %s', async (status, body, code, delivery) => {
    const call = await start();
    expect(await detailsOf(call('detachDomains', sends(status, body)))).toMatchObject({ status, code, delivery });
  });

  it.each<[number, string, string]>([
    [204, '', 'GATEWAY.UNREADABLE_REPLY'],
    [201, JSON.stringify(CERTIFICATE), 'GATEWAY.UNREADABLE_REPLY'],
    [200, '{"id":"c"}', 'GATEWAY.UNREADABLE_REPLY'],
    [200, `{"error_code":"APIG.2000","id":"c","name":"name"}`, 'APIG.2000'],
  ])('an update is not known to be made after a %i with %j', async (status, body, code) => {
    const call = await start();
    expect(await detailsOf(call('updateCertificate', sends(status, body)))).toMatchObject({
      code,
      delivery: 'UNKNOWN',
    });
  });
});

describe('a read', () => {
  it.each<[string, string, string]>([
    ['an empty object', '{}', 'GATEWAY.UNREADABLE_REPLY'],
    ['a total and no list', '{"total":4,"size":4}', 'GATEWAY.UNREADABLE_REPLY'],
    ['a list of nothing', '{"total":4,"bound_domains":[null]}', 'GATEWAY.UNREADABLE_REPLY'],
    ['an error', '{"error_code":"APIG.3500","error_msg":"later"}', 'APIG.3500'],
    ['an error without a code', '{"error":"boom","total":0,"bound_domains":[]}', 'GATEWAY.UNREADABLE_REPLY'],
    ['an error message alone', '{"error_msg":"boom","total":0,"bound_domains":[]}', 'GATEWAY.UNREADABLE_REPLY'],
    ['an error code that is none', '{"error_code":7,"total":0,"bound_domains":[]}', 'GATEWAY.UNREADABLE_REPLY'],
    ['an error beside a list', '{"error_code":"APIG.3500","total":0,"bound_domains":[]}', 'APIG.3500'],
  ])('of a list fails if a 200 contains %s', async (_, body, code) => {
    const call = await start();
    expect(await detailsOf(call('listAttachedDomains', sends(200, body)))).toMatchObject({ status: 200, code });
  });

  it.each([null, '', 0, false])('is not disturbed by an error that is %j', async (none) => {
    const call = await start();
    const text = JSON.stringify({ error_code: none, error_msg: none, error: none, total: 0, bound_domains: [] });
    expect(await call('listAttachedDomains', sends(200, text))).toMatchObject({ bound_domains: [] });
  });

  it.each<[OperationId, object]>([
    ['showCertificate', { ...CERTIFICATE, id: 'other' }],
    ['updateCertificate', { ...CERTIFICATE, id: 'other' }],
    ['showApiGroup', { id: 'other', url_domains: [] }],
  ])('with %s fails if the reply has another id', async (operation, other) => {
    const call = await start();
    const details = await detailsOf(call(operation, sends(200, JSON.stringify(other))));
    expect(details).toMatchObject({ code: 'GATEWAY.UNREADABLE_REPLY', delivery: 'UNKNOWN', status: 200 });
    expect(await call(operation, sends(200, JSON.stringify(other)), 'OTHER')).toEqual(other);
  });

  it('understands a byte order mark, codings in any case, and interim replies', async () => {
    const call = await start();
    const body = JSON.stringify(CERTIFICATE);
    expect(await call('showCertificate', sends(200, `\ufeff${body}`))).toEqual(CERTIFICATE);
    for (const coding of ['GZIP', 'X-Gzip', ' gzip ', 'identity, gzip', 'gzip, gzip']) {
      const zipped = coding === 'gzip, gzip' ? gzipSync(gzipSync(body)) : gzipSync(body);
      const result = await call('showCertificate', (response) => {
        response.writeHead(200, { 'content-encoding': coding }).end(zipped);
      });
      expect(result).toEqual(CERTIFICATE);
    }
    expect(await call('showCertificate', sends(200, body, { 'content-encoding': 'Identity' }))).toEqual(CERTIFICATE);
    const codings = 'identity,'.repeat(5);
    const many = await detailsOf(call('showCertificate', sends(200, body, { 'content-encoding': codings })));
    expect(many).toMatchObject({ code: 'GATEWAY.UNREADABLE_REPLY' });
    const interim = await call('showCertificate', (response) => {
      response.writeContinue();
      response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      response.writeContinue();
      response.end(body);
    });
    expect(interim).toEqual(CERTIFICATE);
    const change = await call('detachDomains', (response) => {
      response.writeContinue();
      response.socket?.write('HTTP/1.1 100 Go on\r\nx-note: yes\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n');
    });
    expect(change).toBeUndefined();
  });

  it('fails with an unknown content coding', async () => {
    const call = await start();
    const details = await detailsOf(call('showCertificate', sends(200, '{}', { 'content-encoding': 'zstd-2' })));
    expect(details.code).toBe('GATEWAY.UNREADABLE_REPLY');
  });
});
