import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../src/config/config';
import { VARIABLE_NAMES, VARIABLES, type VariableName } from '../../src/config/variables';
import { printed, ROOT, spawnProgram, spawnServer, startServerProcess } from '../support/process';

interface Row {
  readonly name: VariableName;
  readonly accepted: string;
  readonly unset: string;
}

/** The rows of a page's table of variables, as they stand in the file. */
function rowsOf(page: string): Row[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/^\| `([A-Z_]+)` \| .+? \| (.+?) \| (.+?) \|$/gm)].map(
    ([, name = '', accepted = '', unset = '']) => ({ name: name as VariableName, accepted, unset }),
  );
}

const ROWS = rowsOf('docs/configuration.md');

/** Returns the value that a documented default stands for; undefined for words. */
function documentedValue({ name }: Row, documented: string): unknown {
  const text = /^`(.*)`$/.exec(documented)?.[1];
  return text === undefined ? undefined : VARIABLES[name].schema.parse(text);
}

/** Starts a process and returns the values that it logs as those in use, by variable. */
async function valuesInUse(env: Record<string, string>): Promise<Record<string, unknown>> {
  const server = await startServerProcess({ LOG_LEVEL: 'debug', ...env });
  return JSON.parse(await printed(server, /"configuration":(\{.*\}),"msg":"configuration in use"/)) as Record<
    string,
    unknown
  >;
}

describe('the documentation of the configuration', () => {
  it('lists every variable in docs/configuration.md, ten of them in the README, all in --help', async () => {
    expect(ROWS.map(({ name }) => name)).toEqual(VARIABLE_NAMES);
    const readme = rowsOf('README.md');
    expect(readme).toHaveLength(10);
    for (const row of readme) expect(ROWS).toContainEqual(row);
    const { stdout } = await spawnServer({}, ['--help']).finished;
    for (const { name, accepted, unset } of ROWS) {
      const [, entry = ''] = stdout.split(`\n  ${name} `);
      expect(entry.split('\n').slice(1, 3)).toEqual([
        expect.stringMatching(/^ +accepted: /),
        expect.stringMatching(/^ +default: /),
      ]);
      expect(entry.split('\n')[1]).toContain(`accepted: ${accepted}`);
      expect(entry.split('\n')[2]).toContain(`default:  ${unset.replaceAll('`', '')}`);
    }
  });

  it('gives the defaults that a process without configuration uses', async () => {
    const used = await valuesInUse({});
    for (const row of ROWS) {
      const value = documentedValue(row, row.unset.split(';')[0] ?? '');
      // These two are set here, to find the server and to see its values.
      const actual = { ...used, PORT: readConfig({}).port, LOG_LEVEL: readConfig({}).logLevel };
      expect([row.name, actual[row.name as keyof typeof actual]]).toEqual([row.name, value]);
    }
  });

  it('gives the other defaults of production', async () => {
    const used = await valuesInUse({ NODE_ENV: 'production', SIMULATOR: 'on' });
    const others = ROWS.filter(({ unset }) => unset.endsWith(' with NODE_ENV=production'));
    expect(others.map(({ name }) => name)).toEqual(['EXPLORER', 'CONSOLE', 'INTROSPECTION', 'CORS_ORIGINS']);
    for (const row of others) {
      const documented = /; (.*) with NODE_ENV=production$/.exec(row.unset)?.[1] ?? '';
      const value = documented === 'none' ? [] : documentedValue(row, documented);
      expect([row.name, used[row.name]]).toEqual([row.name, value]);
    }
    for (const row of ROWS.filter((row) => !others.includes(row))) {
      if (['NODE_ENV', 'SIMULATOR', 'PORT', 'LOG_LEVEL'].includes(row.name)) continue;
      expect([row.name, used[row.name]]).toEqual([row.name, documentedValue(row, row.unset)]);
    }
  });

  it('gives the path of the manifest, in the build and in the repository', () => {
    const paths = VARIABLES.PERSISTED_OPERATIONS.meaning.match(/\w+\/[\w/-]+\.json/g);
    const [built, source] = (paths ?? []).map((path) => JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as object);
    expect(built).toMatchObject({ format: 'apollo-persisted-query-manifest' });
    expect(source).toEqual(built);
  });

  it('is generated from the table of variables; if this fails, run `npm run docs:config`', async () => {
    const { code, stderr } = await spawnProgram('scripts/configuration-docs.cjs', {}, ['--check']).finished;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});
