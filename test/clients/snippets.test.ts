import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSchema, introspectionFromSchema } from 'graphql';
import { CertificateDocument, CertificatesDocument } from '../../schema/generated/operations';
import { SAMPLE_IDS } from '../../src/simulator/seed';
import { TOKENS } from '../../src/simulator/tokens';
import { needsPackages, requireFrom } from '../support/needs';
import { ROOT, startServerProcess } from '../support/process';

const SNIPPETS = join(__dirname, 'snippets');
const API = join(ROOT, 'schema/api.graphql');
const id = SAMPLE_IDS.shopCertificate;
const domains = [{ domain: 'www.shop.example.com' }];
const DETACHED = 'Detached from www.shop.example.com.';

type Detach = (token: string) => Promise<string>;

/** A folder in which the packages of the clients are found, with a copy of one snippet. */
function folderWith(snippet: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'snippet-'));
  symlinkSync(join(ROOT, 'test/clients/node_modules'), join(folder, 'node_modules'));
  cpSync(join(SNIPPETS, snippet), join(folder, snippet));
  return folder;
}

async function graphqlUrl(): Promise<string> {
  return `${(await startServerProcess({ RATE_LIMIT: 'off' })).url}/graphql`;
}

/** Checks the sentence for a success, for a domain that is not attached any more, and for a caller without permission. */
async function expectSentences(detach: Detach, notAttached: RegExp, noPermission: RegExp) {
  expect(await detach(TOKENS.reader)).toMatch(noPermission);
  expect(await detach(TOKENS.admin)).toBe(DETACHED);
  expect(await detach(TOKENS.admin)).toMatch(notAttached);
}

const BY_TYPE = [/not attached to www\.shop\.example\.com/, /permission apig:certificate:batchUnbindDomain/] as const;
const BY_CODE = [/^APIG\.2000: /, /^APIG\.1020: /] as const;

describe('docs/clients.md', () => {
  it('shows every snippet as it is tested', () => {
    const page = readFileSync(join(ROOT, 'docs/clients.md'), 'utf8');
    for (const name of readdirSync(SNIPPETS)) {
      const code = readFileSync(join(SNIPPETS, name), 'utf8').trim();
      expect([name, page.includes(`\n${code}\n\`\`\``)]).toEqual([name, true]);
    }
  });
});

needsPackages(
  'test/clients',
  '@apollo/client',
  '@urql/core',
)('a detach', () => {
  it('with fetch', async () => {
    const { detach } = require('./snippets/with-fetch') as typeof import('./snippets/with-fetch');
    const url = await graphqlUrl();
    await expectSentences((token) => detach(url, token, id, domains), ...BY_TYPE);
    await expect(detach(`${url}/x`, TOKENS.admin, id, domains)).rejects.toThrow();
  });

  it('with urql, which reads the certificate again', async () => {
    const { createClient, detach } = require('./snippets/with-urql') as typeof import('./snippets/with-urql');
    const url = await graphqlUrl();
    await expectSentences((token) => detach(createClient(url, token), id, domains), ...BY_TYPE);
    const client = createClient(url, TOKENS.admin);
    const counts: unknown[] = [];
    client.query(CertificateDocument, { id }).subscribe(({ data }) => {
      counts.push(data?.certificate?.__typename === 'Certificate' && data.certificate.domains?.totalCount);
    });
    const until = async (isReached: () => boolean) => {
      while (!isReached()) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await until(() => counts.length > 0);
    await detach(client, id, [{ domain: 'api.shop.example.com' }]);
    // Two placements, on two gateways.
    await until(() => Number(counts.at(-1)) === Number(counts[0]) - 2);
  });

  it('with Apollo Client, whose cache is right without another read', async () => {
    const { createClient, detach } = require('./snippets/with-apollo') as typeof import('./snippets/with-apollo');
    const url = await graphqlUrl();
    const client = createClient(url, TOKENS.admin);
    const names = () => {
      const data = client.readQuery({ query: CertificateDocument, variables: { id } });
      const certificate = data?.certificate;
      return certificate?.__typename === 'Certificate' ? certificate.domains?.edges.map(({ node }) => node?.name) : [];
    };
    await client.query({ query: CertificateDocument, variables: { id } });
    expect(names()).toContain('www.shop.example.com');
    await expectSentences(
      (token) => detach(token === TOKENS.admin ? client : createClient(url, token), id, domains),
      ...BY_TYPE,
    );
    expect(names()).not.toContain('www.shop.example.com');
    expect(names()?.length).toBeGreaterThan(0);
  });

  it('with Apollo Client, a list keeps its rows if a later page fails, and takes the next pages in order', async () => {
    const { createClient } = require('./snippets/with-apollo') as typeof import('./snippets/with-apollo');
    const client = createClient(await graphqlUrl(), TOKENS.admin);
    const list = client.watchQuery({ query: CertificatesDocument, variables: { first: 2 } });
    const rows = () => {
      const { certificates } = client.readQuery({ query: CertificatesDocument, variables: { first: 2 } }) ?? {};
      if (certificates?.__typename !== 'CertificateConnection') throw new Error(String(certificates?.__typename));
      return certificates;
    };
    await list.refetch();
    const first = rows();
    expect(first.edges).toHaveLength(2);
    const failed = await list.fetchMore({ variables: { after: 'no cursor' } });
    expect(failed.data?.certificates?.__typename).toBe('ApigInvalidInputError');
    expect(rows()).toEqual(first);
    for (;;) {
      const { pageInfo } = rows();
      if (!pageInfo.hasNextPage) break;
      await list.fetchMore({ variables: { after: pageInfo.endCursor } });
    }
    const ids = rows().edges.map(({ node }) => node?.id);
    expect(ids).toHaveLength(rows().totalCount);
    expect(new Set(ids).size).toBe(ids.length);
    // A page that is read again is not added twice.
    await list.fetchMore({ variables: { after: first.pageInfo.endCursor } });
    expect(rows().edges.length).toBe(4);
  });
});

needsPackages('test/clients', 'gql.tada')('a detach with gql.tada', () => {
  it('is typed by the API schema, and works', async () => {
    const { minifyIntrospection, outputIntrospectionFile } = requireFrom('test/clients')('@gql.tada/internal');
    const folder = folderWith('with-gql-tada.ts');
    const introspection = minifyIntrospection(introspectionFromSchema(buildSchema(readFileSync(API, 'utf8'))));
    writeFileSync(
      join(folder, 'graphql-env.d.ts'),
      outputIntrospectionFile(introspection, { fileType: '.d.ts', shouldPreprocess: true }),
    );
    const source = readFileSync(join(folder, 'with-gql-tada.ts'), 'utf8');
    writeFileSync(join(folder, 'wrong.ts'), source.replace('result.outcome', 'result.outcom'));
    const options = '--strict --skipLibCheck --target es2022 --module node16 --types node'.split(' ');
    const typeRoots = ['--typeRoots', join(ROOT, 'node_modules/@types')];
    const tsc = [join(ROOT, 'node_modules/typescript/bin/tsc'), ...options, ...typeRoots];
    const compiled = spawnSync('node', [...tsc, 'with-gql-tada.ts', 'wrong.ts'], { cwd: folder, encoding: 'utf8' });
    const errors = compiled.stdout.split('\n').filter((line) => line.includes('error'));
    expect(errors).toEqual([expect.stringMatching(/^wrong\.ts.*'outcom'/)]);
    const { detach } = require(join(folder, 'with-gql-tada.js')) as {
      detach(url: string, token: string, id: string, domains: object[]): Promise<string>;
    };
    const url = await graphqlUrl();
    await expectSentences((token) => detach(url, token, id, domains), ...BY_CODE);
  }, 60_000);
});

needsPackages(
  'test/clients',
  'relay-compiler',
  'relay-runtime',
  'babel-plugin-relay',
)('a detach with Relay', () => {
  it('is compiled from the API schema, and updates the connection of the certificate', async () => {
    const folder = folderWith('with-relay.js');
    mkdirSync(join(folder, '__generated__'));
    const config = {
      src: '.',
      schema: './api.graphql',
      language: 'javascript',
      eagerEsModules: false,
      artifactDirectory: './__generated__',
    };
    cpSync(API, join(folder, 'api.graphql'));
    writeFileSync(join(folder, 'relay.config.json'), JSON.stringify(config));
    const packages = requireFrom('test/clients');
    execFileSync(packages('relay-compiler') as string, { cwd: folder, stdio: 'pipe' });
    const { transformSync } = requireFrom('.')('@babel/core');
    const plugin = [
      packages.resolve('babel-plugin-relay'),
      { artifactDirectory: join(folder, '__generated__'), eagerEsModules: false },
    ];
    const file = join(folder, 'with-relay.js');
    const { code } = transformSync(readFileSync(file, 'utf8'), {
      filename: file,
      cwd: folder,
      babelrc: false,
      configFile: false,
      plugins: [plugin],
    });
    writeFileSync(file, code);
    const { createEnvironment, detach } = require(file);
    const url = await graphqlUrl();
    await expectSentences((token) => detach(createEnvironment(url, token), id, domains), ...BY_CODE);
    const environment = createEnvironment(url, TOKENS.admin);
    await detach(environment, id, [{ domain: 'api.shop.example.com' }]);
    const list = environment.getStore().getSource().get(`client:${id}:__Certificate_domains_connection`);
    expect(list.edges.__refs.length).toBeGreaterThan(0);
  }, 60_000);
});
