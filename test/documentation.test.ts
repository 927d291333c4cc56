import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { ROOT } from './support/process';

const FOLDERS = ['', 'docs', 'examples'];

/** Every page of the documentation, except the changelog, which may name files that were removed. */
const PAGES = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: folder !== '', encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && name !== 'CHANGELOG.md' && !name.includes('node_modules'))
    .map((name) => join(folder, name)),
);

/** Returns the targets of a page's relative links, as paths from the root. */
function linksIn(page: string, text: string): string[] {
  return [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => join(dirname(page), target));
}

/** Returns the paths in the project's folders that a page names in backticks. Patterns are skipped. */
function pathsIn(text: string): string[] {
  return [...text.matchAll(/`((?:src|test|docs|schema|examples|scripts|\.ci)\/[\w./-]+)`/g)].map(
    ([, path = '']) => path,
  );
}

/** Returns the GraphQL operations in a page's blocks. */
function operationsIn(text: string): string[] {
  return [...text.matchAll(/^ *```graphql\n([\s\S]*?)^ *```/gm)].map(([, block = '']) => block);
}

describe('the documentation', () => {
  it.each(PAGES)('%s links only to files that exist', (page) => {
    const text = readFileSync(join(ROOT, page), 'utf8');
    const missing = linksIn(page, text).filter((path) => !existsSync(join(ROOT, path)));
    expect(missing).toEqual([]);
  });

  it.each(PAGES)('%s names only paths that exist', (page) => {
    const missing = pathsIn(readFileSync(join(ROOT, page), 'utf8')).filter((path) => !existsSync(join(ROOT, path)));
    expect(missing).toEqual([]);
  });

  it('has only operations that the schema accepts', () => {
    const schema = buildSchema(readFileSync(join(ROOT, 'schema/api.graphql'), 'utf8'));
    // The page of the supergraph uses fields of another subgraph.
    const blocks = PAGES.filter((page) => !page.startsWith('examples/supergraph/')).flatMap((page) =>
      operationsIn(readFileSync(join(ROOT, page), 'utf8')).map((it) => ({ page, it })),
    );
    expect(blocks.length).toBeGreaterThan(10);
    const wrong = blocks.flatMap(({ page, it }) =>
      validate(schema, parse(it)).map(({ message }) => `${page}: ${message}`),
    );
    expect(wrong).toEqual([]);
  });

  it('is found whole', () => {
    expect(PAGES).toEqual(expect.arrayContaining(['README.md', 'docs/security.md', 'docs/decisions/fastify.md']));
    expect(pathsIn(readFileSync(join(ROOT, 'docs/security.md'), 'utf8')).length).toBeGreaterThan(10);
  });
});
