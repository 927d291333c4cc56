// Compares the schema with the last released one: `npm run schema:changes`. Fails on a breaking change that the changelog does not
// announce, by its path in backticks, above the first dated release. Arguments, to compare other files: RELEASED CURRENT CHANGELOG.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { CriticalityLevel, diff } = require('@graphql-inspector/core');
const { buildASTSchema, parse } = require('graphql');

/** Federation directives that a supergraph is composed from: removing one breaks the composition. */
const FEDERATION = /'(key|shareable)'/;

async function main([released, current, changelog]) {
  const changes = await diff(read(released), read(current));
  const breaking = changes.filter(
    ({ criticality, type, message }) =>
      criticality.level === CriticalityLevel.Breaking ||
      (type.startsWith('DIRECTIVE_USAGE') && type.endsWith('REMOVED') && FEDERATION.test(message)),
  );
  const announced = unreleased(readFileSync(changelog, 'utf8'));
  const silent = breaking.filter(({ path }) => path === undefined || !announced.includes(`\`${path}\``));
  for (const { path, message } of silent) console.error(`${path}: ${message}`);
  if (silent.length > 0) {
    console.error(
      `Breaking changes of the schema: ${silent.length}. Announce each path in the changelog, or revert it.`,
    );
    process.exitCode = 1;
  } else {
    console.log(`Changes of the schema since the last release: ${changes.length}, breaking: ${breaking.length}.`);
  }
}

function read(file) {
  return buildASTSchema(parse(readFileSync(file, 'utf8')), { assumeValidSDL: true });
}

/** Returns the part above the first heading with a date. */
function unreleased(changelog) {
  return changelog.split(/^## .*\d{4}-\d{2}-\d{2}/m, 1)[0] ?? '';
}

const defaults = ['released.graphql', 'schema.graphql', '../CHANGELOG.md'].map((name) => join(__dirname, name));
const given = process.argv.slice(2);
main(given.length === 3 ? given : defaults);
