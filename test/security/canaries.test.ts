import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  buildSchema,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  parse,
  typeFromAST,
} from 'graphql';
import manifest from '../../src/graphql/persisted-operations.json';
import { SAMPLE_DOMAIN, SAMPLE_IDS } from '../../src/simulator/seed';
import { SIMULATOR_PROJECT_ID, TOKENS } from '../../src/simulator/tokens';
import { type Issued, issue } from '../support/certificates';
import { onTestEnd } from '../support/cleanup';
import { startCollector } from '../support/collector';
import { ROOT, startServerProcess } from '../support/process';
import { startTestSimulator } from '../support/simulator';
import { startUpstream } from '../support/upstream';

/** Part of every token. */
const MARK = 'CANARYx7d1fCANARY';
const schema: GraphQLSchema = buildSchema(readFileSync(join(ROOT, 'schema/api.graphql'), 'utf8'));

let issued: Issued;
beforeAll(async () => {
  issued = await issue({ san: ['*.shop.example.com'] });
});

type SampleOf = (name: string, scalar: string) => unknown;

/** Returns a value for each variable of an operation. @param sampleOf returns the value of a scalar. */
function variablesOf(body: string, sampleOf: SampleOf): Record<string, unknown> {
  const [operation] = parse(body).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation comes first');
  return Object.fromEntries(
    (operation.variableDefinitions ?? []).map(({ variable, type }) => {
      const name = variable.name.value;
      const found = typeFromAST(schema, type as never) as GraphQLInputType | undefined;
      if (!found) throw new Error(`no type of ${name}`);
      return [name, sample(name, found, sampleOf)];
    }),
  );
}

function sample(name: string, type: GraphQLInputType, sampleOf: SampleOf): unknown {
  if (isNonNullType(type)) return sample(name, type.ofType, sampleOf);
  if (isListType(type)) return [sample(name, type.ofType, sampleOf)];
  if (isEnumType(type)) return undefined;
  if (!isInputObjectType(type)) return sampleOf(name, type.name);
  const fields = Object.values(type.getFields());
  return Object.fromEntries(fields.map((field) => [field.name, sample(`${name}.${field.name}`, field.type, sampleOf)]));
}

/** Values that a change accepts, as far as the upstream does. */
const good: SampleOf = (name, scalar) => {
  // For SM2 certificates, and for mutual TLS.
  if (/Sign$|RootCa$/.test(name)) return undefined;
  // A certificate of a gateway needs another type than the default one.
  if (name === 'input.instanceId') return undefined;
  if (name.endsWith('.privateKey')) return issued.key;
  if (name.endsWith('.certContent')) return issued.pem;
  if (name === 'to') return SAMPLE_IDS.renewedCertificate;
  if (scalar === 'ID' && /instance/i.test(name)) return SAMPLE_IDS.shopGateway;
  if (scalar === 'ID') return SAMPLE_IDS.shopCertificate;
  if (scalar === 'String') return /domain|covers/i.test(name) ? SAMPLE_DOMAIN : 'renewed_by_test';
  return undefined;
};

/** A secret in place of every value. */
const bad =
  (secret: string): SampleOf =>
  () =>
    secret;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** Starts an upstream and IAM that repeat what they got, in failures of all kinds. */
function startEcho(): Promise<string> {
  let calls = 0;
  return startUpstream(async (request, response) => {
    const text = `${request.headers['x-auth-token']} ${await bodyOf(request)}`;
    const status = [400, 401, 403, 404, 409, 500, 503, 200][calls++ % 8] ?? 500;
    if (calls % 9 === 0) return void response.socket?.end(`HTTP/1.1 200 ${text.replace(/\s/g, ' ')}\r\n\r\n`);
    const body = { error_code: 'APIG.2011', error_msg: text, request_id: text.slice(0, 100), id: text, name: text };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ...body, token: { user: { id: text, name: 1 } } }));
  });
}

it.each<[string, () => Promise<string>]>([
  ['a simulator', async () => (await startTestSimulator()).simulator.url],
  ['an upstream and IAM that repeat what they got', startEcho],
])(
  'no output contains a token, a key or a certificate after all operations on %s',
  async (name, startEndpoint) => {
    const endpoint = await startEndpoint();
    const collector = await startCollector();
    const folder = mkdtempSync(join(tmpdir(), 'canaries-'));
    onTestEnd(async () => rmSync(folder, { recursive: true }));
    const audit = join(folder, 'audit.log');
    const server = await startServerProcess({
      APIG_ENDPOINT: endpoint,
      IAM_ENDPOINT: endpoint,
      APIG_PROJECT_ID: SIMULATOR_PROJECT_ID,
      AUDIT_LOG: `file:${audit}`,
      LOG_LEVEL: 'trace',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      UPSTREAM_RETRIES: '0',
      CIRCUIT_BREAKER: 'off',
      RATE_LIMIT: 'off',
    });
    const outputs: string[] = [];
    const send = async (token: string, body: object) => {
      const response = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-auth-token': `${token}.${MARK}` },
        body: JSON.stringify(body),
      });
      outputs.push(await response.text(), JSON.stringify([...response.headers]));
    };
    for (const { body: query, name: operationName } of manifest.operations) {
      const variables = variablesOf(query, good);
      await send(TOKENS.admin, { query, variables });
      await send(TOKENS.reader, { query, variables });
      await send(`unknown-${MARK}`, { query, variables });
      for (const secret of [`${TOKENS.admin}.${MARK}`, issued.key, issued.pem]) {
        await send(TOKENS.admin, { query, variables: variablesOf(query, bad(secret)) });
        await send(TOKENS.admin, { query, variables: { ...variables, [operationName]: secret } });
        await send(TOKENS.admin, { query: `${query} ${JSON.stringify(secret)}`, variables });
        await send(TOKENS.admin, { query, variables, operationName: secret, extensions: { persistedQuery: secret } });
      }
    }
    outputs.push(await (await fetch(`${server.url}/metrics`)).text());
    server.child.kill('SIGTERM');
    const { code, stdout, stderr } = await server.finished;
    expect(code).toBe(0);
    const records = readFileSync(audit, 'utf8');
    const spans = Buffer.concat(collector.requests.map(({ body }) => body)).toString('latin1');

    const body = (pem: string) => pem.split('\n').filter((line) => line.length > 16 && !line.includes('-----'));
    const secrets = [MARK, 'PRIVATE KEY', ...body(issued.key), ...body(issued.pem)];
    const places = { responses: outputs.join('\n'), stdout, stderr, records, spans };
    for (const [place, text] of Object.entries(places)) {
      for (const secret of secrets) {
        const at = text.indexOf(secret);
        expect([place, at < 0 ? '' : text.slice(Math.max(0, at - 300), at + 50)]).toEqual([place, '']);
      }
    }
    // Every place has something to search, and every change left its two records.
    expect(collector.spans.length).toBeGreaterThan(100);
    const changes = new Set(records.match(/"change":"\w+"/g));
    const mutations = manifest.operations.filter(({ type }) => type === 'mutation');
    const expected = mutations.map(({ name: own }) => `"change":"${own.charAt(0).toLowerCase()}${own.slice(1)}"`);
    expect([...changes].sort()).toEqual([...new Set(expected)].sort());
    expect(records.match(/"phase":"before"/g)?.length).toBe(records.match(/"phase":"after"/g)?.length);
    if (name === 'a simulator') {
      expect(records).toContain('"name":"simulator-admin"');
      expect(records).toContain('"stateBefore":');
      expect(records).toContain('"createdId":');
    }
  },
  120_000,
);
