import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './support/process';

const HEADINGS = ['Added', 'Changed', 'Fixed', 'Security'];

/** The releases of the changelog, each with its headings and what is below them. */
const RELEASES = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8')
  .split(/^## /m)
  .slice(1)
  .map((release) => {
    const [head = '', ...sections] = release.split(/^### /m);
    return { name: head.split('\n', 1)[0] ?? '', sections: sections.map((text) => text.split(/\n([\s\S]*)/, 2)) };
  });

/** The phrases in bold of the first release of the changelog, each of which can break a client or a deployment. */
const BREAKS =
  RELEASES[0]?.sections.flatMap(([, body = '']) => body.match(/^- \*\*[\s\S]*?(?=\n- |$(?![\s\S]))/gm) ?? []) ?? [];

describe('the guide for upgrades', () => {
  it('names everything in code of each entry that can break something', () => {
    const guide = readFileSync(join(ROOT, 'docs/upgrading.md'), 'utf8');
    const named = BREAKS.flatMap((entry) => /\*\*([\s\S]*?)\*\*/.exec(entry)?.[1]?.match(/`[^`]+`/g) ?? []);
    expect(BREAKS.length).toBeGreaterThan(15);
    expect(named.filter((code) => !guide.includes(code))).toEqual([]);
  });

  it('names each field and type that a breaking change of the schema is about', () => {
    const guide = readFileSync(join(ROOT, 'docs/upgrading.md'), 'utf8');
    const paths = BREAKS.flatMap((entry) => entry.match(/`[A-Z]\w+\.\w+`/g) ?? []).filter(
      (path) => !/`GATEWAY\./.test(path),
    );
    expect(paths.length).toBeGreaterThan(7);
    expect(paths.filter((path) => !guide.includes(path))).toEqual([]);
  });
});

describe('the changelog', () => {
  it.each(RELEASES)('has each heading once, in order, for $name', ({ sections }) => {
    const found = sections.map(([heading]) => heading);
    expect(found).toEqual(HEADINGS.filter((heading) => found.includes(heading)));
  });

  it.each(RELEASES)('has one list below each heading of $name', ({ sections }) => {
    expect(sections.length).toBeGreaterThan(0);
    for (const [heading, body = ''] of sections) {
      const odd = body
        .trim()
        .split('\n')
        .filter((line) => !/^(- | {2})\S/.test(line));
      expect([heading, odd]).toEqual([heading, []]);
    }
  });
});
