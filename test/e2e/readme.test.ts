import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ERROR_RESULTS } from '../../src/errors/error-results.type';
import { needs } from '../support/needs';
import { ROOT, startServerProcess } from '../support/process';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** The fenced blocks of a language, in order. */
function blocks(language: string, text = README): string[] {
  return [...text.matchAll(new RegExp(`^ *\`\`\`${language}\n([\\s\\S]*?)^ *\`\`\`$`, 'gm'))].map(
    ([, block]) => block ?? '',
  );
}

describe('the README', () => {
  it('prints the response to its query', async () => {
    const { url } = await startServerProcess();
    const header = /`X-Auth-Token: ([^`]+)`/.exec(README)?.[1] ?? '';
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-auth-token': header },
      body: JSON.stringify({ query: blocks('graphql')[0] }),
    });
    expect(await response.json()).toEqual(JSON.parse(blocks('json')[0] ?? ''));
  });

  it('prints the output of its curl command', async () => {
    const { url } = await startServerProcess();
    const command = blocks('sh').find((block) => block.startsWith('curl')) ?? '';
    const { stdout } = await promisify(execFile)('sh', ['-c', command.replace('http://127.0.0.1:4000', url)]);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(blocks('json')[1] ?? ''));
  });

  it('lists every error result', () => {
    for (const { name } of ERROR_RESULTS) expect(README).toContain(`| \`${name}\` |`);
  });

  it('names only scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const text =
      README +
      readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8') +
      readFileSync(join(ROOT, 'docs/simulator.md'), 'utf8');
    const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, script]) => script ?? '');
    expect(named.length).toBeGreaterThan(5);
    for (const script of named) expect(Object.keys(scripts)).toContain(script);
  });
});

describe('the task pages', () => {
  const read = (page: string) => readFileSync(join(ROOT, 'docs', page), 'utf8');

  /** The pages in the order of the README, with the number of their queries and mutations. */
  const PAGES = [
    ['detach-safely.md', 2],
    ['find-what-expires.md', 4],
    ['move-a-domain.md', 3],
  ] as const;

  /** Runs all queries and mutations of a page. @returns their results. */
  async function runPage(url: string, page: string, count: number): Promise<Record<string, { __typename?: string }>[]> {
    const documents = blocks('graphql', read(page));
    expect(documents.length).toBe(count);
    const results: Record<string, { __typename?: string }>[] = [];
    for (const query of documents) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-auth-token': 'simulator-admin-token' },
        body: JSON.stringify({ query }),
      });
      const { data, errors } = (await response.json()) as {
        data: Record<string, { __typename?: string }>;
        errors?: object;
      };
      expect(errors).toBeUndefined();
      expect(JSON.stringify(data)).not.toContain('"code"');
      expect(JSON.stringify(data).length).toBeGreaterThan(60);
      results.push(data);
    }
    return results;
  }

  it.each(PAGES)('%s has only queries and mutations that succeed', async (page, count) => {
    const { url } = await startServerProcess();
    await runPage(url, page, count);
  });

  it('work one after the other in one server, in any order', async () => {
    for (const pages of [PAGES, PAGES.toReversed()]) {
      const { url } = await startServerProcess();
      const [readme = ''] = blocks('graphql');
      await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-auth-token': 'simulator-admin-token' },
        body: JSON.stringify({ query: readme }),
      });
      for (const [page, count] of pages) await runPage(url, page, count);
    }
  });

  it('move a domain: the replacement changes something', async () => {
    const { url } = await startServerProcess();
    const results = await runPage(url, 'move-a-domain.md', 3);
    expect(results[1]).toMatchObject({ replacePreview: { refusal: null, domains: [{ action: 'REPLACE' }] } });
    expect(results[2]).toMatchObject({
      replaceCertificate: {
        __typename: 'ReplaceCertificateSuccess',
        domains: [{ domain: 'api.shop.example.com', outcome: 'REPLACED' }],
      },
    });
  });

  needs('openssl', () => execFileSync('openssl', ['version']))('renew-a-certificate.md', () => {
    it('renews the certificate with its two commands', async () => {
      const { url } = await startServerProcess();
      const cwd = mkdtempSync(join(tmpdir(), 'renew-'));
      const commands = blocks('sh', read('renew-a-certificate.md'));
      expect(commands).toHaveLength(2);
      const [, answer = ''] = commands.map((command) =>
        execFileSync('sh', ['-c', command.replace('http://127.0.0.1:4000', url)], { cwd, encoding: 'utf8' }),
      );
      expect(JSON.parse(answer)).toMatchObject({
        data: {
          updateCertificate: {
            __typename: 'UpdateCertificateSuccess',
            certificate: { name: 'shop_wildcard', state: 'VALID', expiresInDays: 89 },
          },
        },
      });
    });
  });
});
