import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import {
  type GraphQLEnumType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import * as operations from '../../schema/generated/operations';
import type { OperationId } from '../../src/contract/operations';
import { buildFederatedSchema } from '../../src/schema/build-schema';
import { route } from '../../src/simulator/router';
import { SAMPLE_IDS } from '../../src/simulator/seed';
import { issue } from '../support/certificates';
import { REPLIES, type Schema } from '../support/contract';
import { startInterceptor } from '../support/interceptor';
import { startTestServer, type TestServer } from '../support/server';
import { startTestSimulator } from '../support/simulator';

/** The enums of results whose values this server decides itself. All others mirror values of the upstream. */
const OWN = [
  'DomainAttachmentOutcome',
  'AttachAction',
  'AttachObstacle',
  'CertificateState',
  'ChangeOutcome',
  'DetachAction',
  'DetachOutcome',
  'ReplaceAction',
  'ReplaceOutcome',
  'TrustedRootCaChange',
];

const { shopCertificate, upcomingCertificate, billingCertificate } = SAMPLE_IDS;
const domains = [{ domain: 'www.shop.example.com' }];
const place = { domainId: 'b9be707660c5406394f8973e00000002', certificateId: shopCertificate };

/** The variables of each operation for clients, with which it finds something. */
const VARIABLES: Readonly<Record<string, (content: { certContent: string; privateKey: string }) => object>> = {
  Certificate: () => ({ id: shopCertificate }),
  Certificates: () => ({ first: 10 }),
  Gateways: () => ({ first: 10 }),
  Domain: () => ({ name: 'www.shop.example.com' }),
  DetachPreview: () => ({ certificateId: shopCertificate, domains }),
  AttachPreview: () => ({ certificateId: upcomingCertificate, domains: [{ domain: 'new.shop.example.com' }] }),
  ReplacePreview: () => ({ from: shopCertificate, to: upcomingCertificate, domains }),
  UpdatePreview: (input) => ({ id: shopCertificate, input }),
  DeletePreview: () => ({ id: shopCertificate }),
  AttachCertificateDomains: () => ({ certificateId: shopCertificate, domains: [{ domain: 'new.shop.example.com' }] }),
  AttachCertificateToDomain: () => place,
  DetachCertificateFromDomain: () => place,
  DetachCertificateDomains: () => ({ certificateId: shopCertificate, domains, ifNotAttached: 'SKIP' }),
  ReplaceCertificate: () => ({ from: shopCertificate, to: upcomingCertificate, domains }),
  CreateCertificate: (content) => ({ input: { name: 'created', ...content } }),
  DeleteCertificate: () => ({ id: upcomingCertificate }),
};

const NESTED = `{
  certificates(first: 50) { ... on CertificateConnection { edges { node { type algorithmType
    domains { edges { node { resolution minTlsVersion } } } } } } }
  gateways { ... on GatewayConnection { edges { node { domains { edges { node { resolution minTlsVersion } } } } } } }
  certificate(id: "${billingCertificate}") { ... on Certificate { type gateway { name } } }
}`;

describe('a value of the upstream that this server does not know', () => {
  let schema: GraphQLSchema;
  let content: { certContent: string; privateKey: string };
  beforeAll(async () => {
    schema = await buildFederatedSchema();
    const { pem, key } = await issue({ san: ['*.shop.example.com', '*.assets.shop.example.com'] });
    content = { certContent: pem, privateKey: key };
  });

  it('has UNKNOWN in every enum of results that mirrors the upstream, and in no input', () => {
    const shown = enumsOfResults(schema);
    expect([...shown.keys()].sort()).toEqual(expect.arrayContaining(OWN));
    const mirrored = [...shown.values()].filter(({ name }) => !OWN.includes(name));
    expect(mirrored.length).toBeGreaterThan(2);
    for (const it of mirrored) expect([it.name, it.getValue('UNKNOWN')?.name]).toEqual([it.name, 'UNKNOWN']);
    for (const it of enumsOfInputs(schema)) expect([it.name, it.getValue('UNKNOWN')]).toEqual([it.name, undefined]);
  });

  it.each<[string, (schema: Schema) => unknown]>([
    ['new', newValue],
    ['blank', () => ''],
    ['null', () => null],
  ])(
    '%s: every operation has the same result, but for that value',
    async (kind, other) => {
      const mirrored = new Set(
        fieldsOfResults(schema)
          .filter(({ type }) => isEnumType(getNamedType(type)) && !OWN.includes(getNamedType(type).name))
          .map(({ name }) => name),
      );
      const isExpected = ({ path, now }: Difference) => {
        const field = String(path.at(-1));
        // The upstream's own text; API groups have a documented default.
        if (field === 'minTlsVersion') return now === (kind === 'new' ? 'NEW_VALUE' : null) || now === 'TLSv1.1';
        return mirrored.has(field) && (now === 'UNKNOWN' || (kind !== 'new' && now === null));
      };
      const seen = new Set<string>();
      for (const run of runs(content)) {
        const known = await run(await startTestServer({ env: { LOG_LEVEL: 'error' } }));
        const changed = await run(await startBehind(other));
        expect([known.errors, changed.errors]).toEqual([undefined, undefined]);
        const differences = differencesOf(known.data, changed.data, []);
        expect(differences.filter((it) => !isExpected(it))).toEqual([]);
        for (const { path } of differences) seen.add(String(path.at(-1)));
      }
      expect([...seen].sort()).toEqual([...mirrored, 'minTlsVersion'].sort());
    },
    120_000,
  );

  it('is sent back unchanged by an update that does not change it; the algorithm is that of the new key', async () => {
    const bodies: string[] = [];
    const server = await startBehind(newValue, bodies);
    await server.run(operations.UpdateCertificateDocument, { id: shopCertificate, input: content });
    const sent = bodies.map((body) => JSON.parse(body) as { type?: string; algorithm_type?: string });
    expect(sent.map((it) => [it.type, it.algorithm_type])).toEqual([['NEW_VALUE', 'ECC']]);
  });
});

function newValue({ type }: Schema): unknown {
  return type === 'integer' ? 99 : 'NEW_VALUE';
}

type Run = (server: TestServer) => ReturnType<TestServer['run']>;

/** All operations for clients, and one that nests. An update is left to a test of its own: it sends the values back. */
function runs(content: { certContent: string; privateKey: string }): Run[] {
  const documents = Object.entries(operations).filter(([name]) => name.endsWith('Document'));
  const names = documents.map(([name]) => name.replace(/Document$/, '')).filter((name) => name !== 'UpdateCertificate');
  expect(names.sort()).toEqual(Object.keys(VARIABLES).sort());
  return [
    (server) => server.run(NESTED),
    ...documents.flatMap(([name, document]) => {
      const variables = VARIABLES[name.replace(/Document$/, '')]?.(content);
      return variables
        ? [(server: TestServer) => server.run(document as TypedDocumentNode<unknown, object>, variables)]
        : [];
    }),
  ];
}

/** Starts a server behind an upstream in whose replies each value of an enumeration is replaced. */
async function startBehind(other: (schema: Schema) => unknown, bodies: string[] = []): Promise<TestServer> {
  const { simulator } = await startTestSimulator();
  const endpoint = await startInterceptor(
    () => simulator.url,
    ({ method, url, body: sent }) => {
      if (sent !== '') bodies.push(sent);
      const operation = route(method, new URL(url, simulator.url).pathname)?.operation;
      const schema = REPLIES.get(operation as OperationId);
      return schema && ((body) => edited(schema, body, other));
    },
  );
  return startTestServer({ endpoint, env: { LOG_LEVEL: 'error' } });
}

function edited(schema: Schema, value: unknown, other: (schema: Schema) => unknown): unknown {
  if (schema.enum) return other(schema);
  if (Array.isArray(value)) return value.map((item) => edited(schema.items ?? {}, item, other));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, edited(schema.properties?.[name] ?? {}, item, other)]),
  );
}

interface Difference {
  readonly path: readonly (string | number)[];
  readonly was: unknown;
  readonly now: unknown;
}

/** The leaves that differ, but for ids and times of what was created. */
function differencesOf(was: unknown, now: unknown, path: readonly (string | number)[]): Difference[] {
  if (typeof was === 'object' && was !== null && typeof now === 'object' && now !== null) {
    const keys = new Set([...Object.keys(was), ...Object.keys(now)]);
    return [...keys].flatMap((key) =>
      differencesOf((was as Record<string, unknown>)[key], (now as Record<string, unknown>)[key], [...path, key]),
    );
  }
  const isOfItsOwn = ['id', 'notBefore', 'notAfter', 'expiresInDays', 'createTime', 'updateTime', 'cursor'];
  if (was === now || isOfItsOwn.includes(String(path.at(-1)))) return [];
  return [{ path, was, now }];
}

function fieldsOfResults(schema: GraphQLSchema) {
  const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'));
  return types.flatMap((type) => (isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : []));
}

function enumsOfResults(schema: GraphQLSchema): Map<string, GraphQLEnumType> {
  const named = fieldsOfResults(schema).map(({ type }) => getNamedType(type));
  return new Map(named.filter(isEnumType).map((type) => [type.name, type]));
}

function enumsOfInputs(schema: GraphQLSchema): GraphQLEnumType[] {
  const inputs = Object.values(schema.getTypeMap()).filter(isInputObjectType);
  const types = [
    ...inputs.flatMap((type) => Object.values(type.getFields()).map((field) => field.type)),
    ...fieldsOfResults(schema).flatMap(({ args }) => args.map(({ type }) => type)),
  ];
  return types.map((type) => getNamedType(type)).filter(isEnumType);
}
