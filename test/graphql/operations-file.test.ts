import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config/config';
import { startServer } from '../../src/server';
import { TOKENS } from '../../src/simulator/tokens';
import { onTestEnd } from '../support/cleanup';
import { scrape, sum } from '../support/metrics';
import { printed, spawnServer, startServerProcess } from '../support/process';
import { startTestServer, type TestServer } from '../support/server';

const LIST =
  'query List($first: Int) { certificates(first: $first) { ...F } } fragment F on CertificateConnection { edges { node { id name } } }';
const ONE = 'query One($id: ID!) { certificate(id: $id) { ... on Certificate { id name } } }';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const apollo = (operations: readonly object[]) =>
  JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations });
const list = { id: 'list-1', name: 'List', type: 'query', body: LIST };
const one = { id: sha256(ONE), name: 'One', type: 'query', body: ONE };

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'operations-'));
  onTestEnd(async () => rmSync(path, { recursive: true }));
  return path;
}

function manifest(text: string): string {
  const path = join(folder(), 'manifest.json');
  writeFileSync(path, text);
  return path;
}

/** Returns the message of the error that prevents the start. */
async function problemOf(env: Record<string, string>): Promise<string> {
  try {
    const server = await startServer(readConfig({ PORT: '0', APIG_ENDPOINT: 'http://127.0.0.1:1', ...env }));
    await server.close();
    return 'started';
  } catch (error) {
    return (error as Error).message;
  }
}

async function post(url: string, body: object): Promise<{ status: number; text: string }> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-auth-token': TOKENS.admin },
    body: JSON.stringify({ variables: { first: 2 }, ...body }),
  });
  return { status: response.status, text: await response.text() };
}

const byHash = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });
const REFUSED = { status: 400, text: expect.stringContaining('PERSISTED_QUERY_NOT_IN_LIST') };

describe('PERSISTED_OPERATIONS=file: and a manifest', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ env: { PERSISTED_OPERATIONS: `file:${manifest(apollo([list, one]))}` } });
  });

  const plain = { status: 200, text: expect.not.stringContaining('__typename') };

  it.each<[string, object, object]>([
    ['its id', byHash('list-1'), plain],
    ['its id as documentId', { documentId: 'list-1' }, plain],
    ['the SHA-256 of its text', byHash(sha256(LIST)), plain],
    ['the SHA-256 of its text as documentId', { documentId: `sha256:${sha256(LIST)}` }, plain],
    ['its text', { query: LIST }, plain],
    ['its text with comments and other white space', { query: `# a\n${LIST.replaceAll(' ', ' \n,')}` }, plain],
    ['its text with the fragment first', { query: LIST.replace(/^(.*) (fragment.*)$/, '$2 $1') }, plain],
  ])('runs an operation by %s', async (_, body, expected) => {
    const response = await post(server.url, body);
    expect(response).toEqual(expected);
    expect(response.text).toContain('"edges":[{"node":{"id":');
  });

  it('runs one whose text has an added __typename, and returns that', async () => {
    const added = LIST.replace('id name', 'id name __typename')
      .replace('{ node', '{ __typename node')
      .replace('{ edges', '{ __typename edges');
    const { status, text } = await post(server.url, { query: added });
    expect([status, text]).toEqual([200, expect.stringContaining('"__typename":"CertificateConnection"')]);
    expect(text).toContain('"__typename":"Certificate"');
  });

  it.each<[string, string]>([
    ['an alias', LIST.replace('id name', 'id name kind: __typename')],
    ['a directive', LIST.replace('id name', 'id name __typename @skip(if: false)')],
    ['an argument', LIST.replace('id name', 'id name __typename(a: 1)')],
    ['a place beside the root fields', LIST.replace('{ certificates', '{ __typename certificates')],
    ['no other field left', LIST.replace('id name', '__typename')],
    ['another field', LIST.replace('id name', 'id name __typename type')],
  ])('does not run one whose __typename has %s', async (_, query) => {
    expect(await post(server.url, { query })).toEqual(REFUSED);
  });

  it('refuses long ids and texts without comparing them', async () => {
    expect(await post(server.url, byHash('x'.repeat(900_000)))).toEqual(REFUSED);
    expect(await post(server.url, { documentId: 'x'.repeat(900_000) })).toEqual(REFUSED);
    expect(await post(server.url, { query: `${LIST}${' '.repeat(900_000)}` })).toMatchObject({ status: 400 });
  });

  it('does not run the operations that the server ships with', async () => {
    expect(await post(server.url, { query: '{ certificates { __typename } }' })).toEqual(REFUSED);
  });

  it('reports the number of operations, and uses their names as labels', async () => {
    await post(server.url, byHash('list-1'));
    const metrics = await scrape(server.metricsUrl);
    expect(sum(metrics, 'gateway_persisted_operations')).toBe(2);
    expect(sum(metrics, 'graphql_server_operation_duration_seconds_count', { operation_name: 'List' })).toBeGreaterThan(
      0,
    );
  });

  it.each([
    ['the Relay compiler', JSON.stringify({ '0cc175b9c0f1b6a831c399e269772661': LIST })],
    ['GraphQL Code Generator', JSON.stringify({ [sha256(LIST)]: LIST }, undefined, 2)],
  ])('reads the file of %s', async (_, text) => {
    const { url } = await startTestServer({ env: { PERSISTED_OPERATIONS: `file:${manifest(text)}` } });
    const [id = ''] = Object.keys(JSON.parse(text));
    expect(await post(url, { documentId: id })).toEqual(plain);
    expect(await post(url, { query: ONE })).toEqual(REFUSED);
  });
});

describe('a manifest that cannot be used', () => {
  const limited = apollo([
    { ...list, body: `{ ${'certificates(first: 1) { __typename } '.repeat(200)} }`, name: null },
  ]);
  it.each<[string, string, string]>([
    [
      'a field that the schema lacks',
      apollo([one, { ...list, body: LIST.replace('name', 'nam') }]),
      '"List" ("list-1"): Cannot query field',
    ],
    ['a syntax error', apollo([{ ...list, body: 'query List {' }]), '"List" ("list-1"): Syntax Error'],
    ['two operations', apollo([{ ...list, body: `${LIST} ${ONE}` }]), '"List" ("list-1"): it has 2 operations'],
    [
      'a subscription',
      apollo([{ ...list, type: 'subscription', body: 'subscription List { x }' }]),
      'the schema has no subscription',
    ],
    ['another type', apollo([{ ...list, type: 'mutation' }]), '"List" ("list-1"): it is a query, not a mutation'],
    ['another name', apollo([{ ...list, name: 'Lists' }]), '"Lists" ("list-1"): its name is List'],
    ['an id twice', apollo([list, { ...one, id: 'list-1' }]), '"One" ("list-1"): another operation has the same id'],
    ['an operation above a limit', limited, '"list-1": Syntax Error: Document contains more that 1000 tokens'],
    ['no text', apollo([{ id: 'x', name: 'X', type: 'query' }]), 'at operations.0.body'],
    ['another version', apollo([list]).replace('"version":1', '"version":2'), 'at version'],
    ['no operations', apollo([]), 'it has no operations'],
    ['no map of texts', '{"a":1}', 'at a'],
    ['a list', '[]', 'at its top level'],
    ['no JSON', '{', 'it is not JSON'],
  ])('with %s prevents the start, with one line that names the operation', async (_, text, problem) => {
    const message = await problemOf({ PERSISTED_OPERATIONS: `file:${manifest(text)}` });
    expect(message).toMatch(
      /^PERSISTED_OPERATIONS="file:.*" cannot be used \(.*\): give a manifest whose operations this server accepts\.$/,
    );
    expect(message).toContain(problem);
  });

  it('is refused with introspection where that is off', async () => {
    const env = {
      INTROSPECTION: 'off',
      PERSISTED_OPERATIONS: `file:${manifest(JSON.stringify({ a: '{ __schema { description } }' }))}`,
    };
    expect(await problemOf(env)).toContain('operation "a": GraphQL introspection has been disabled');
  });

  it('ends the process with one line if it is missing', async () => {
    const { finished } = spawnServer({ PORT: '0', PERSISTED_OPERATIONS: `file:${join(folder(), 'none.json')}` });
    const { code, stderr } = await finished;
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(
        /^PERSISTED_OPERATIONS="file:.*none.json" cannot be used \(it cannot be read \(ENOENT\)\): .*\n$/,
      ),
    ]);
  });
});

describe('SIGHUP', () => {
  it('replaces all operations at once, and keeps them if the new file cannot be used', async () => {
    const path = manifest(apollo([list]));
    const process = await startServerProcess({ PERSISTED_OPERATIONS: `file:${path}`, LOG_LEVEL: 'info' });
    const { child, url } = process;
    const replace = (text: string) => {
      writeFileSync(`${path}.new`, text);
      renameSync(`${path}.new`, path);
      child.kill('SIGHUP');
    };
    const isReloaded = async () => sum(await scrape(url), 'gateway_persisted_operations_reload_successful');
    expect(await post(url, byHash(one.id))).toEqual(REFUSED);
    expect(await isReloaded()).toBe(1);

    replace(apollo([one, { ...list, body: LIST.replace('name', 'nam') }]));
    await printed(process, /(earlier ones stay in use)/);
    expect(process.output()).toContain(
      String.raw`"problem":"operation \"List\" (\"list-1\"): Cannot query field \"nam\"`,
    );
    expect(await isReloaded()).toBe(0);
    expect((await post(url, { query: LIST })).status).toBe(200);
    expect(await post(url, byHash(one.id))).toEqual(REFUSED);

    rmSync(path);
    mkdirSync(path);
    child.kill('SIGHUP');
    await printed(process, /(it is not a file)/);
    expect((await post(url, { query: LIST })).status).toBe(200);
    rmSync(path, { recursive: true });

    replace(apollo([one]));
    await printed(process, /"operations":(1),"msg":"persisted operations loaded"/);
    expect(await isReloaded()).toBe(1);
    expect((await post(url, { ...byHash(one.id), variables: { id: '1' } })).status).toBe(200);
    // Its text was compared before, and that result is not remembered.
    expect(await post(url, { query: LIST })).toEqual(REFUSED);
    expect(child.exitCode).toBeNull();
  });
});
