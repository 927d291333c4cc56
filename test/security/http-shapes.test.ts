import { connect } from 'node:net';
import { TOKENS } from '../../src/simulator/tokens';
import { startServerProcess } from '../support/process';

const BODY = '{"query":"{ shape: __typename }"}';
const LENGTH = `Content-Length: ${BODY.length}`;
const JSON_TYPE = 'Content-Type: application/json';
const TOKEN = `X-Auth-Token: ${TOKENS.admin}`;
const HOST = 'Host: shapes.example';
const request = (line: string, ...headers: string[]) => `${[line, ...headers].join('\r\n')}\r\n\r\n`;
const post = (body: string, ...headers: string[]) =>
  request('POST /graphql HTTP/1.1', HOST, TOKEN, 'Connection: close', ...headers) + body;
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
const get = (path: string, ...headers: string[]) =>
  request(`GET ${path} HTTP/1.1`, HOST, 'Connection: close', ...headers);

/** `served`: it must run. `refused`: a 4xx, or a closed connection where HTTP itself is broken. `either`: both are right. */
type Fate = 'served' | 'refused' | 'either';

const SHAPES: readonly (readonly [name: string, bytes: string, fate: Fate])[] = [
  ['a plain request', post(BODY, JSON_TYPE, LENGTH), 'served'],
  ['a media type with a charset', post(BODY, 'Content-Type: application/json; charset=utf-8', LENGTH), 'served'],
  ['a media type in upper case', post(BODY, 'CONTENT-TYPE: APPLICATION/JSON', LENGTH), 'served'],
  ['a chunked body', post(`${chunk(BODY)}0\r\n\r\n`, JSON_TYPE, 'Transfer-Encoding: chunked'), 'served'],
  [
    'a chunked body of single characters',
    post(`${[...BODY].map(chunk).join('')}0\r\n\r\n`, JSON_TYPE, 'Transfer-Encoding: chunked'),
    'served',
  ],
  [
    'a chunk extension',
    post(`${BODY.length.toString(16)};a=b\r\n${BODY}\r\n0\r\n\r\n`, JSON_TYPE, 'Transfer-Encoding: chunked'),
    'served',
  ],
  [
    'trailers',
    post(`${chunk(BODY)}0\r\nX-Auth-Token: other\r\n\r\n`, JSON_TYPE, 'Transfer-Encoding: chunked'),
    'served',
  ],
  ['Expect: 100-continue', post(BODY, JSON_TYPE, LENGTH, 'Expect: 100-continue'), 'served'],
  ['another expectation', post(BODY, JSON_TYPE, LENGTH, 'Expect: miracles'), 'refused'],
  ['length and chunks', post(`${chunk(BODY)}0\r\n\r\n`, JSON_TYPE, LENGTH, 'Transfer-Encoding: chunked'), 'refused'],
  ['two equal lengths', post(BODY, JSON_TYPE, LENGTH, LENGTH), 'refused'],
  ['two lengths', post(BODY, JSON_TYPE, LENGTH, 'Content-Length: 3'), 'refused'],
  ['a negative length', post(BODY, JSON_TYPE, 'Content-Length: -1'), 'refused'],
  ['a length in words', post(BODY, JSON_TYPE, 'Content-Length: many'), 'refused'],
  ['a huge length', post('', JSON_TYPE, 'Content-Length: 99999999999999999999'), 'refused'],
  ['an unknown transfer coding', post(BODY, JSON_TYPE, 'Transfer-Encoding: rot13'), 'refused'],
  ['chunked twice', post(`${chunk(BODY)}0\r\n\r\n`, JSON_TYPE, 'Transfer-Encoding: chunked, chunked'), 'either'],
  ['a bad chunk size', post(`xyz\r\n${BODY}\r\n0\r\n\r\n`, JSON_TYPE, 'Transfer-Encoding: chunked'), 'refused'],
  ['a folded header', post(BODY, `Content-Type:\r\n application/json`, LENGTH), 'either'],
  ['a bare line feed', post(BODY, JSON_TYPE, LENGTH).replaceAll('\r\n', '\n'), 'either'],
  ['a blank before the colon', post(BODY, 'Content-Type : application/json', LENGTH), 'refused'],
  ['a NUL in a header', post(BODY, JSON_TYPE, LENGTH, 'X-A: a\0b'), 'refused'],
  ['no host', request('POST /graphql HTTP/1.1', JSON_TYPE, LENGTH, 'Connection: close') + BODY, 'refused'],
  ['two hosts', post(BODY, JSON_TYPE, LENGTH, 'Host: other.example'), 'refused'],
  [
    'chunks in HTTP/1.0',
    `${request('POST /graphql HTTP/1.0', JSON_TYPE, 'Transfer-Encoding: chunked')}${chunk(BODY)}0\r\n\r\n`,
    'refused',
  ],
  ['HTTP/1.0', request('POST /graphql HTTP/1.0', JSON_TYPE, LENGTH) + BODY, 'served'],
  ['HTTP/9.9', request('POST /graphql HTTP/9.9', HOST, JSON_TYPE, LENGTH) + BODY, 'refused'],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'refused'],
  ['an upgrade to h2c', post(BODY, JSON_TYPE, LENGTH, 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'), 'either'],
  [
    'an upgrade to WebSocket',
    get('/graphql', 'Upgrade: websocket', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='),
    'refused',
  ],
  ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'refused'],
  [
    'an absolute target',
    request('POST http://other.example/graphql HTTP/1.1', HOST, JSON_TYPE, LENGTH, 'Connection: close') + BODY,
    'served',
  ],
  ['CONNECT', request('CONNECT shapes.example:443 HTTP/1.1', HOST), 'refused'],
  ['TRACE', request('TRACE /graphql HTTP/1.1', HOST, 'Connection: close'), 'refused'],
  ['an unknown method', request('STEAL /graphql HTTP/1.1', HOST, 'Connection: close'), 'refused'],
  ['PUT', request('PUT /graphql HTTP/1.1', HOST, JSON_TYPE, LENGTH, 'Connection: close') + BODY, 'refused'],
  ['a path with dots', get('/graphql/../metrics/../../etc/passwd'), 'refused'],
  ['an encoded path', get('/%2e%2e/%2e%2e/etc/passwd'), 'refused'],
  ['a broken escape in the path', get('/%zz'), 'refused'],
  ['a broken escape in the search', get('/graphql?query=%zz', 'apollo-require-preflight: 1'), 'refused'],
  ['a long path', get(`/${'a'.repeat(30_000)}`), 'refused'],
  [
    '2,000 headers',
    post(BODY, JSON_TYPE, LENGTH, ...Array.from({ length: 2_000 }, (_, index) => `X-${index}: a`)),
    'either',
  ],
  ['100 KB of cookies', post(BODY, JSON_TYPE, LENGTH, `Cookie: ${'a=b; '.repeat(20_000)}`), 'refused'],
  ['an array 100,000 deep', post(nested(100_000), JSON_TYPE, `Content-Length: 200000`), 'refused'],
  ['variables 50,000 deep', deepVariables(), 'refused'],
  ['variables 90 deep', withBody(`{"query":"{ shape: __typename }","variables":{"a":${nested(90)}}}`), 'served'],
  [
    'brackets in a text',
    withBody(JSON.stringify({ query: '{ shape: __typename }', variables: { a: '\\"[{'.repeat(500) } })),
    'served',
  ],
  ['a number beyond all', withBody('{"query":"{ shape: __typename }","variables":{"a":1e400}}'), 'served'],
  ['a lone surrogate', withBody('{"query":"{ shape: __typename }","variables":{"a":"\\ud800"}}'), 'served'],
  [
    'variables named __proto__',
    withBody('{"query":"{ shape: __typename }","variables":{"__proto__":{"x":1},"constructor":1}}'),
    'served',
  ],
  ['no JSON', withBody('{'), 'refused'],
  ['an empty body', withBody(''), 'refused'],
  ['a text as the body', withBody('"query"'), 'refused'],
  ['null as the body', withBody('null'), 'refused'],
  ['another media type', post(BODY, 'Content-Type: text/plain', LENGTH), 'refused'],
  ['no media type', post(BODY, LENGTH), 'refused'],
  [
    'a form',
    post('query={__typename}', 'Content-Type: application/x-www-form-urlencoded', 'Content-Length: 18'),
    'refused',
  ],
  ['a compressed body that is none', post(BODY, JSON_TYPE, LENGTH, 'Content-Encoding: gzip'), 'refused'],
];

function withBody(body: string): string {
  return post(body, JSON_TYPE, `Content-Length: ${Buffer.byteLength(body)}`);
}

function deepVariables(): string {
  return withBody(`{"query":"{ shape: __typename }","variables":{"a":${nested(50_000)}}}`);
}

describe('a request of another shape', () => {
  it(`is served or refused, whichever of ${SHAPES.length} it is, and nothing else is affected`, async () => {
    const { url } = await startServerProcess();
    const { port } = new URL(url);
    for (const [name, bytes, fate] of SHAPES) {
      const { text, ms } = await exchange(Number(port), bytes);
      expect([name, ms < 1_000 || ms]).toEqual([name, true]);
      expect([name, text]).toEqual([name, expect.not.stringMatching(/HTTP\/1\.1 5\d\d|at .*\.js:\d/)]);
      const isServed = text.includes('"shape":"Query"');
      if (fate !== 'either')
        expect([name, isServed, text.slice(0, 200)]).toEqual([name, fate === 'served', text.slice(0, 200)]);
      if (!isServed) expect([name, text.slice(0, 12)]).toEqual([name, expect.stringMatching(/^$|^HTTP\/1\.1 4\d\d/)]);
    }
    expect(SHAPES.length).toBeGreaterThanOrEqual(42);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  }, 60_000);
});

/** Requests whose end two servers may see at different places, so that a proxy in front would pass on what follows as a part of them. */
const AMBIGUOUS: readonly (readonly [name: string, bytes: string])[] = [
  ['a length before chunks', post('0\r\n\r\n', JSON_TYPE, 'Content-Length: 5', 'Transfer-Encoding: chunked')],
  ['chunks before a length', post('0\r\n\r\n', JSON_TYPE, 'Transfer-Encoding: chunked', 'Content-Length: 5')],
  ['a coding that is nearly chunked', post('{}', JSON_TYPE, 'Content-Length: 2', 'Transfer-Encoding: xchunked')],
  ['a coding after a tab', post('{}', JSON_TYPE, 'Content-Length: 2', 'Transfer-Encoding:\tchunked')],
  ['a coding in quotes', post('{}', JSON_TYPE, 'Content-Length: 2', 'Transfer-Encoding: "chunked"')],
  ['the identity coding', post('{}', JSON_TYPE, 'Content-Length: 2', 'Transfer-Encoding: identity')],
  ['chunked that is not last', post('{}', JSON_TYPE, 'Transfer-Encoding: chunked, gzip')],
  ['a coding in HTTP/1.0', post('0\r\n\r\n', JSON_TYPE, 'Transfer-Encoding: chunked').replace('HTTP/1.1', 'HTTP/1.0')],
  ['lengths in a list', post('{}', JSON_TYPE, 'Content-Length: 2, 2')],
  ['a length with a sign', post('{}', JSON_TYPE, 'Content-Length: +2')],
  ['a length in hex', post('{}', JSON_TYPE, 'Content-Length: 0x2')],
  ['a folded length', post('{}', JSON_TYPE, 'Content-Length:\r\n 2')],
  ['a header without a name', post('{}', JSON_TYPE, ': x', 'Content-Length: 2')],
  ['a carriage return in a header', post('{}', JSON_TYPE, 'X: a\rTransfer-Encoding: chunked', 'Content-Length: 2')],
  ['chunk lines that end with a line feed', post('2\n{}\n0\n\n', JSON_TYPE, 'Transfer-Encoding: chunked')],
  ['a chunk size that overflows', post('FFFFFFFFFFFFFFFF2\r\n{}', JSON_TYPE, 'Transfer-Encoding: chunked')],
  ['a chunk size in hex with 0x', post('0x2\r\n{}\r\n0\r\n\r\n', JSON_TYPE, 'Transfer-Encoding: chunked')],
  ['a body that is too large', post('', JSON_TYPE, 'Content-Length: 2000000')],
  ['a body of another type', post('', 'Content-Type: text/plain', 'Content-Length: 2000')],
  ['a body of a refused method', post('', 'Content-Length: 2000').replace('POST', 'DELETE')],
];

describe('a request with an ambiguous end', () => {
  it(`is the last one of its connection: ${AMBIGUOUS.length} of them`, async () => {
    const { url } = await startServerProcess();
    const { port } = new URL(url);
    for (const [name, bytes] of AMBIGUOUS) {
      const kept = bytes.replace('Connection: close\r\n', 'Connection: keep-alive\r\n');
      const { text } = await exchange(Number(port), `${kept}GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n`);
      expect([name, text.match(/HTTP\/1\.1 \d+/g)?.length, text]).toEqual([
        name,
        1,
        expect.stringMatching(/^HTTP\/1\.1 4\d\d/),
      ]);
    }
  }, 60_000);
});

/** Sends bytes on a connection of their own and reads until it is closed, for at most 2 s. */
function exchange(port: number, bytes: string): Promise<{ text: string; ms: number }> {
  const begin = Date.now();
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    const end = () => {
      socket.destroy();
      resolve({ text: text.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, ''), ms: Date.now() - begin });
    };
    socket.setTimeout(2_000, end);
    socket.on('data', (part) => (text += part.toString('latin1')));
    socket.on('error', end).on('close', end);
  });
}
