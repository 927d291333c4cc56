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
