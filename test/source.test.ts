import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './support/process';

const MAX_LINES = 300;
/** The marks of generators, in a file's first lines. */
const GENERATED = /auto-generated|^ \* Generated from/m;
const CODE = /\.(ts|tsx|mjs|cjs)$/;

/** The folders of `src` that are no room of their own: their rooms are the folders in them. */
const HOUSES = ['src/certificates'];
/** The rooms that no rule of imports names: what runs in the browser is compiled apart from the rest. */
const WITHOUT_RULE = ['src/explorer'];

describe('the source', () => {
  it(`has no file of more than ${MAX_LINES} lines, but generated ones`, () => {
    const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((it) => CODE.test(it));
    expect(files.length).toBeGreaterThan(150);
    const long = files
      .map((name) => ({ name, text: readFileSync(join(ROOT, 'src', name), 'utf8') }))
      .filter(({ text }) => !GENERATED.test(text.split('\n', 5).join('\n')))
      .filter(({ text }) => text.trimEnd().split('\n').length > MAX_LINES)
      .map(({ name }) => name);
    expect(long).toEqual([]);
  });

  it('has a row in CONTRIBUTING.md for each room, and none for what is not there', () => {
    const documented = rowsOfContributing();
    expect(rooms().filter((room) => !documented.includes(room))).toEqual([]);
    expect(documented.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('has a rule of imports for each room', () => {
    const { forbidden } = jest.requireActual<{ forbidden: { from: Paths; to: Paths }[] }>('../.dependency-cruiser.cjs');
    const named = forbidden.flatMap(({ from, to }) => [from, to]).flatMap(({ path, pathNot }) => [path, pathNot]);
    const all = ['src', ...HOUSES].map((folder) => `${folder}/`);
    const patterns = named.flatMap((it) => it?.split('|^') ?? []).filter((it) => !all.includes(it.replace('^', '')));
    const isNamed = (room: string) =>
      patterns.some((it) => new RegExp(it).test(room.endsWith('.ts') ? room : `${room}/`));
    expect(rooms().filter((room) => !isNamed(room))).toEqual(WITHOUT_RULE);
  });

  it('has its tests in folders of the same names, or in such as CONTRIBUTING.md explains', () => {
    const documented = rowsOfContributing();
    const known = (folder: string) => existsSync(join(ROOT, 'src', folder)) || documented.includes(`test/${folder}`);
    expect(foldersIn('test').filter((folder) => !known(folder))).toEqual([]);
    for (const house of HOUSES) {
      const inside = foldersIn(house.replace('src', 'test'));
      expect(inside.filter((folder) => !existsSync(join(ROOT, house, folder)))).toEqual([]);
    }
  });
});

interface Paths {
  readonly path?: string;
  readonly pathNot?: string;
}

/** Returns the folders and the single files of `src`, as paths from the root. */
function rooms(): string[] {
  const top = readdirSync(join(ROOT, 'src')).map((name) => `src/${name}`);
  return [
    ...top.filter((path) => !HOUSES.includes(path)),
    ...HOUSES.flatMap((path) => readdirSync(join(ROOT, path)).map((name) => `${path}/${name}`)),
  ];
}

function foldersIn(path: string): string[] {
  return readdirSync(join(ROOT, path), { withFileTypes: true }).flatMap((it) => (it.isDirectory() ? [it.name] : []));
}

/** Returns the paths in the first column of the table of folders. */
function rowsOfContributing(): string[] {
  const rows = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8').matchAll(/^\| (`[^|]*`) \|/gm);
  return [...rows].flatMap(([, cell = '']) => [...cell.matchAll(/`([\w./-]+)`/g)].map(([, path = '']) => path));
}
