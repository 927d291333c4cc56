import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needsPackages } from '../support/needs';
import { ROOT, spawnProgram } from '../support/process';

const SCHEMA = readFileSync(join(ROOT, 'schema/schema.graphql'), 'utf8');

/** Runs the comparison of the present schema with a changed one. */
async function compare(changed: string, changelog: string) {
  const folder = mkdtempSync(join(tmpdir(), 'schema-'));
  const files = { released: SCHEMA, current: changed, changelog };
  const paths = Object.entries(files).map(([name, content]) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  });
  expect(changed === SCHEMA).toBe(false);
  return spawnProgram('scripts/schema-changes.cjs', {}, paths).finished;
}

const RELEASED = '## 1.0.0 - 2026-01-01\n\n- `Certificate.san`, `Certificate` and all else.\n';

needsPackages('scripts', '@graphql-inspector/core')('the comparison of schemas', () => {
  it.each([
    ['a field that is gone', / {2}"""[^"]*"""\n {2}san: \[String!\]!\n/, '', '`Certificate.san`'],
    ['a field that may be null now', 'san: [String!]!', 'san: [String!]', '`Certificate.san`'],
    ['a union without a member', ' | ApigRateLimitedError', '', '`CertificateResult`'],
    [
      'an argument that must be given',
      'id: ID!\n  ): CertificateResult',
      'id: ID!\n    region: ID!\n  ): CertificateResult',
      '`Query.certificate.region`',
    ],
    ['an entity without its key', 'type Certificate\n  @key(fields: "id")', 'type Certificate', '`Certificate.@key`'],
  ])('fails for %s, unless the changelog announces it', async (_, from, to, path) => {
    const changed = SCHEMA.replace(from, to);
    const silent = await compare(changed, RELEASED);
    expect([silent.code, silent.stderr]).toEqual([1, expect.stringContaining(path.replaceAll('`', ''))]);
    const named = await compare(changed, `## Unreleased\n\n- Breaking: ${path}\n\n${RELEASED}`);
    expect(named).toMatchObject({ code: 0, stderr: '' });
  });

  it('accepts additions', async () => {
    const changed = SCHEMA.replace('san: [String!]!', 'san: [String!]!\n  extra: String');
    expect(await compare(changed, RELEASED)).toMatchObject({ code: 0, stdout: expect.stringContaining('breaking: 0') });
  });

  it.each([
    ['without a date', 'Use `name`.', 'must end with'],
    ['that ends too early', `Use \`name\`. Removed after ${inMonths(2)}.`, 'lasts at least 3 months'],
  ])('refuses a new deprecation %s', async (_, reason, complaint) => {
    const changed = SCHEMA.replace('san: [String!]!', `san: [String!]! @deprecated(reason: "${reason}")`);
    expect(await compare(changed, RELEASED)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(new RegExp(`Certificate\\.san: .*${complaint}`)),
    });
  });

  it('accepts a deprecation of more than three months', async () => {
    const reason = `Use \`name\`. Removed after ${inMonths(4)}.`;
    const changed = SCHEMA.replace('san: [String!]!', `san: [String!]! @deprecated(reason: "${reason}")`);
    expect(await compare(changed, RELEASED)).toMatchObject({ code: 0, stderr: '' });
  });
});

function inMonths(count: number): string {
  const date = new Date();
  date.setUTCMonth(date.getUTCMonth() + count);
  return date.toISOString().slice(0, 10);
}
