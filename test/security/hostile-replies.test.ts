import { randomBytes } from 'node:crypto';
import { graphql, type HarriedServer, startHarriedServer } from '../support/harried-server';
import { startUpstream } from '../support/upstream';

/** Nearly the maximum size of a reply, in characters of ASCII. */
const LONG_REPLY = 8 * 1024 * 1024 - 4096;

/** A token nearly as long as all headers together may be. */
const LONG_TOKEN = randomBytes(45_000).toString('base64').slice(0, 50_000);

const CALL = '{ certificate(id: "c") { __typename ... on ApigError { code message } } }';

/** Nearly as many items as fit into a reply. */
const items = (item: (index: number) => string): string => {
  const all: string[] = [];
  for (let index = 0, length = 0; length < LONG_REPLY; index++) {
    const next = item(index);
    length += next.length + 1;
    all.push(next);
  }
  return all.slice(0, -10).join(',');
};

const error = (message: string, status = 400) => ({
  status,
  text: JSON.stringify({ error_code: 'APIG.2000', error_msg: message }),
});

describe('the built server and hostile replies of the upstream', () => {
  let server: HarriedServer;
  let reply = { status: 200, text: '{}' };
  beforeAll(async () => {
    const url = await startUpstream((request, response) => {
      request.resume();
      response.writeHead(reply.status, { 'content-type': 'application/json' }).end(reply.text);
    });
    server = await startHarriedServer({ SIMULATOR: 'off', APIG_ENDPOINT: url, APIG_PROJECT_ID: 'p' });
  });
  afterAll(() => server.expectNoUnexpectedErrors());

  it.each<[string, () => string]>([
    ['nested lists', () => `{"id":${'['.repeat(LONG_REPLY / 2)}${']'.repeat(LONG_REPLY / 2)}}`],
    ['nested objects', () => `${'{"a":'.repeat(LONG_REPLY / 6)}1${'}'.repeat(LONG_REPLY / 6)}`],
    ['lists', () => `{"id":[${items(() => '[]')}]}`],
    ['objects with one name each', () => `{"id":[${items((index) => `{"${index.toString(36)}":1}`)}]}`],
    ['names', () => `{${items((index) => `"${index.toString(36)}":1`)}}`],
    ['short texts', () => `{"id":[${items((index) => `"${index.toString(36)}"`)}]}`],
    ['one text', () => `{"id":"${'x'.repeat(LONG_REPLY)}"}`],
    ['nothing but a beginning', () => '{"a":['.repeat(LONG_REPLY / 6)],
  ])('is not held up by %s', async (what, make) => {
    reply = { status: 200, text: make() };
    const { body } = await server.refuse(what, (run) => graphql({ query: `${CALL} # ${run}` }));
    expect(body).toContain('GATEWAY.UNREADABLE_REPLY');
  });

  it.each(['a ', 'é ', '\u200b', ' \n', '-----BEGIN PRIVATE KEY-----', '%2525', '\\'])(
    'is not held up by a long message of %j',
    async (part) => {
      reply = error(part.repeat(LONG_REPLY / Buffer.byteLength(JSON.stringify(part))));
      const { body } = await server.refuse(part, (run) => graphql({ query: `${CALL} # ${run}` }));
      const { message } = (JSON.parse(body) as { data: { certificate: { message: string } } }).data.certificate;
      expect(message).not.toBe('');
      expect(message.length).toBeLessThanOrEqual(503);
    },
  );

  it('shows a message after any number of blanks that a proxy would leave', async () => {
    reply = error(`${' '.repeat(10_000)}no such certificate`);
    expect((await server.refuse('blanks', () => graphql({ query: CALL }))).body).toContain('"no such certificate"');
  });

  it.each<[string, string]>([
    ['random base64', randomBytes(8_000).toString('base64')],
    ['random hexadecimal', randomBytes(8_000).toString('hex')],
    ['one letter', 'a'.repeat(10_000)],
    ['the token', LONG_TOKEN],
    ['base64 in base64', twice('the quick brown fox jumps over the lazy dog '.repeat(200))],
    ['escapes', '%25'.repeat(3_333)],
  ])('is not held up by looking for a long token in %s', async (what, text) => {
    const message = text.slice(0, 9_999);
    const failure = { code: 'APIGW.0302', message, encoded_authorization_message: message };
    reply = { status: 403, text: JSON.stringify({ error: failure }) };
    for (const token of [LONG_TOKEN, 'a'.repeat(50_000), 'ab'.repeat(25_000)]) {
      const { body } = await server.refuse(what, (run) => graphql({ query: `${CALL} # ${run}` }, token));
      expect(body).toContain('ApigPermissionDeniedError');
      expect(body).not.toContain(token.slice(0, 16));
    }
  });
});

function twice(text: string): string {
  return Buffer.from(Buffer.from(text).toString('base64')).toString('base64');
}
