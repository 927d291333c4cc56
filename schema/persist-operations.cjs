// Writes the manifest of schema/operations for the allow-list, in the format of Apollo's persisted query manifests: each
// operation with the fragments that it uses, keyed by the SHA-256 of its printed form. With `--check`, fails if it is stale. Also
// fails on an operation above the server's default limits (MAX_TOKENS, MAX_DEPTH and so on).
const { createHash } = require('node:crypto');
const { readFileSync, readdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { Kind, parse, print, visit } = require('graphql');
const { loadSource } = require('../scripts/load-source.cjs');

const { queryLimits } = loadSource('src/config/config.ts').readConfig({});
const { measure } = loadSource('src/graphql/measure.ts');

const FOLDER = join(__dirname, 'operations');
const TARGET = join(__dirname, '..', 'src', 'graphql', 'persisted-operations.json');

const files = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.graphql'))
  .sort();
const { definitions } = parse(files.map((name) => readFileSync(join(FOLDER, name), 'utf8')).join('\n'), {
  noLocation: true,
});
const fragments = new Map(
  definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION).map((it) => [it.name.value, it]),
);

function used(node, found = new Set()) {
  visit(node, {
    FragmentSpread({ name: { value } }) {
      if (found.has(value)) return;
      found.add(value);
      used(fragments.get(value), found);
    },
  });
  return found;
}

/** @throws Error for an operation above the default limits. */
function checkLimits(name, body) {
  const found = measure(parse(body, { maxTokens: queryLimits.tokens }));
  for (const [limit, value] of Object.entries(found)) {
    if (value > queryLimits[limit])
      throw new Error(`${name} has ${value} ${limit}: ${queryLimits[limit]} are allowed.`);
  }
}

const operations = definitions
  .filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
  .map((operation) => {
    const parts = [operation, ...[...used(operation)].sort().map((name) => fragments.get(name))];
    const body = print({ kind: Kind.DOCUMENT, definitions: parts });
    checkLimits(operation.name.value, body);
    const id = createHash('sha256').update(body).digest('hex');
    return { id, name: operation.name.value, type: operation.operation, body };
  });
const text = `${JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }, undefined, 2)}\n`;
if (!process.argv.includes('--check')) {
  writeFileSync(TARGET, text);
} else if (readFileSync(TARGET, 'utf8') !== text) {
  console.error('src/graphql/persisted-operations.json is stale: run `npm run codegen`.');
  process.exitCode = 1;
}
