import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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

/** Sends a request of the given body. @returns the text of the response. */
async function run(url: string, body: object): Promise<string> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return response.text();
}

/** Runs a command of the packages in `test/clients`, in a folder with these files. @returns the folder. */
function runIn(files: Readonly<Record<string, string>>, command: string): string {
  const path = folder();
  symlinkSync(join(ROOT, 'test/clients/node_modules'), join(path, 'node_modules'));
  for (const [name, text] of Object.entries({ 'package.json': '{}', ...files })) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  execFileSync(join(path, 'node_modules/.bin', command), { cwd: path, stdio: 'pipe' });
  return path;
}

const LIST = { query: '{ gateways { __typename } }' };
const NOT_IN_LIST = 'PERSISTED_QUERY_NOT_IN_LIST';

needsPackages(
  'test/clients',
  '@apollo/client',
  '@apollo/generate-persisted-query-manifest',
)('the recipe for Apollo Client', () => {
  it('sends the ids of the manifest that its tool writes', async () => {
    const command = /npx (generate-persisted-query-manifest)\n/.exec(PAGE)?.[1] ?? '';
    const project = runIn({ 'src/certificate.graphql': print(CertificateDocument as DocumentNode) }, command);
    const path = join(project, 'persisted-query-manifest.json');
    const { url } = await startServerProcess({ PERSISTED_OPERATIONS: `file:${path}` });

    const { ApolloClient, HttpLink, InMemoryCache } = await import('@apollo/client');
    const { PersistedQueryLink } = await import('@apollo/client/link/persisted-queries');
    const { generatePersistedQueryIdsFromManifest } = await import('@apollo/persisted-query-lists');
    const loadManifest = async () => JSON.parse(readFileSync(path, 'utf8'));
    const sent: string[] = [];
    const http = new HttpLink({
      uri: `${url}/graphql`,
      headers,
      fetch: (input, init) => {
        sent.push(String(init?.body));
        return fetch(input, init);
      },
    });
    const client = new ApolloClient({
      cache: new InMemoryCache(possibleTypes),
      link: new PersistedQueryLink(generatePersistedQueryIdsFromManifest({ loadManifest })).concat(http),
    });
    const { data } = await client.query({ query: CertificateDocument, variables: { id: SAMPLE_IDS.shopCertificate } });
    expect(data?.certificate).toMatchObject({ __typename: 'Certificate', name: 'shop_wildcard' });
    expect(sent).toEqual([expect.not.stringContaining('"query"')]);
    await expect(client.query({ query: CertificatesDocument })).rejects.toThrow();
    expect(await run(url, LIST)).toContain(NOT_IN_LIST);
  }, 60_000);

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

needsPackages('test/clients', 'relay-compiler')('the recipe for Relay', () => {
  it('writes a file whose operations run by the id of the generated artifact', async () => {
    const config = /```json\n(\{ "src"[^\n]*)\n/.exec(PAGE)?.[1] ?? '';
    const source =
      'graphql`query appQuery { certificates(first: 1) { ... on CertificateConnection { totalCount } } }`;';
    const files = {
      'schema/api.graphql': readFileSync(join(ROOT, 'schema/api.graphql'), 'utf8'),
      'relay.config.json': config,
      'persisted.json': '{}',
      'src/app.ts': source,
    };
    const project = runIn(files, 'relay-compiler');
    const { url } = await startServerProcess({ PERSISTED_OPERATIONS: `file:${join(project, 'persisted.json')}` });
    const artifact = readFileSync(join(project, 'src/__generated__/appQuery.graphql.ts'), 'utf8');
    const [, documentId] = /"id": "(\w+)"/.exec(artifact) ?? [];
    expect(await run(url, { documentId })).toContain('"totalCount":');
    expect(await run(url, LIST)).toContain(NOT_IN_LIST);
  }, 60_000);
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
    expect(await run(url, { documentId: hash, variables: { first: 1 } })).toContain('"totalCount":');
    expect(await run(url, LIST)).toContain(NOT_IN_LIST);
  }, 60_000);
});
