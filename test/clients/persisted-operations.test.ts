import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DocumentNode, print } from 'graphql';
import { CertificateDocument, CertificatesDocument } from '../../schema/generated/operations';
import possibleTypes from '../../schema/generated/possible-types.json';
import { SAMPLE_IDS } from '../../src/simulator/seed';
import { TOKENS } from '../../src/simulator/tokens';
import { onTestEnd } from '../support/cleanup';
import { needsPackages } from '../support/needs';
import { ROOT, startServerProcess } from '../support/process';

const PAGE = readFileSync(join(ROOT, 'docs/persisted-operations.md'), 'utf8');
const headers = { 'x-auth-token': TOKENS.admin };
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'persisted-'));
  onTestEnd(async () => rmSync(path, { recursive: true }));
  return path;
}

function writeManifest(manifest: object): string {
  const path = join(folder(), 'manifest.json');
  writeFileSync(path, JSON.stringify(manifest));
  return path;
}

needsPackages('test/clients', '@apollo/client')('Apollo Client with a manifest', () => {
  /** Writes the manifest like @apollo/generate-persisted-query-manifest: from the documents that Apollo Client would send. */
  async function manifestOf(documents: readonly DocumentNode[]) {
    const { InMemoryCache } = await import('@apollo/client');
    const cache = new InMemoryCache();
    const operations = documents.map((document) => {
      const body = print(cache.transformDocument(document));
      const [operation] = document.definitions;
      if (operation?.kind !== 'OperationDefinition') throw new Error('no operation');
      return { id: sha256(body), name: operation.name?.value ?? '', type: operation.operation, body };
    });
    return { format: 'apollo-persisted-query-manifest', version: 1, operations };
  }

  it('sends ids through its link for persisted queries', async () => {
    const { ApolloClient, HttpLink, InMemoryCache } = await import('@apollo/client');
    const { PersistedQueryLink } = await import('@apollo/client/link/persisted-queries');
    const manifest = await manifestOf([CertificateDocument]);
    const { url } = await startServerProcess({ PERSISTED_OPERATIONS: `file:${writeManifest(manifest)}` });
    const sent: string[] = [];
    const client = new ApolloClient({
      cache: new InMemoryCache(possibleTypes),
      link: new PersistedQueryLink({
        generateHash: (document) => {
          const name = document.definitions.flatMap((it) =>
            it.kind === 'OperationDefinition' ? it.name?.value : [],
          )[0];
          return manifest.operations.find((it) => it.name === name)?.id ?? '';
        },
      }).concat(
        new HttpLink({
          uri: `${url}/graphql`,
          headers,
          fetch: (input, init) => {
            sent.push(String(init?.body));
            return fetch(input, init);
          },
        }),
      ),
    });
    const { data } = await client.query({ query: CertificateDocument, variables: { id: SAMPLE_IDS.shopCertificate } });
    expect(data?.certificate).toMatchObject({ __typename: 'Certificate', name: 'shop_wildcard' });
    expect(sent).toEqual([expect.not.stringContaining('"query"')]);
    await expect(client.query({ query: CertificatesDocument })).rejects.toThrow();
  });

  it('sends texts with an added __typename, which match a manifest without it', async () => {
    const { ApolloClient, HttpLink, InMemoryCache } = await import('@apollo/client');
    const body = print(CertificateDocument as DocumentNode);
    const { url } = await startServerProcess({
      PERSISTED_OPERATIONS: `file:${writeManifest({ [sha256(body)]: body })}`,
    });
    const client = new ApolloClient({
      cache: new InMemoryCache(possibleTypes),
      link: new HttpLink({ uri: `${url}/graphql`, headers }),
    });
    const { data } = await client.query({ query: CertificateDocument, variables: { id: SAMPLE_IDS.shopCertificate } });
    const found = data?.certificate;
    expect(found).toMatchObject({ __typename: 'Certificate', domains: { __typename: 'DomainConnection' } });
    await expect(client.query({ query: CertificatesDocument })).rejects.toThrow();
  });
});

needsPackages(
  'scripts',
  '@graphql-codegen/cli',
  '@graphql-codegen/client-preset',
)('the recipe for GraphQL Code Generator', () => {
  it('writes a file whose operations run by the hash of the generated document', async () => {
    const project = folder();
    mkdirSync(join(project, 'schema'));
    mkdirSync(join(project, 'src'));
    copyFileSync(join(ROOT, 'schema/api.graphql'), join(project, 'schema/api.graphql'));
    const operations = join(ROOT, 'schema/operations');
    for (const name of readdirSync(operations)) copyFileSync(join(operations, name), join(project, 'src', name));
    const config = /```ts\n(import type \{ CodegenConfig \}[\s\S]*?)```/.exec(PAGE)?.[1] ?? '';
    writeFileSync(join(project, 'codegen.ts'), config);
    const program = join(ROOT, 'scripts/node_modules/.bin/graphql-codegen');
    const env = { ...process.env, NODE_PATH: join(ROOT, 'scripts/node_modules') };
    execFileSync(program, ['--config', 'codegen.ts'], { cwd: project, stdio: 'pipe', env });

    const path = join(project, 'src/gql/persisted-documents.json');
    const { url } = await startServerProcess({ PERSISTED_OPERATIONS: `file:${path}` });
    const generated = readFileSync(join(project, 'src/gql/graphql.ts'), 'utf8');
    const [, hash] = /CertificatesDocument = \{"__meta__":\{"hash":"(sha256:\w+)"/.exec(generated) ?? [];
    const run = async (body: object) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
      return response.text();
    };
    expect(await run({ documentId: hash, variables: { first: 1 } })).toContain('"totalCount":');
    expect(await run({ query: '{ gateways { __typename } }' })).toContain('PERSISTED_QUERY_NOT_IN_LIST');
  }, 60_000);
});
