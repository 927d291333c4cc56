// Compares the schema with the last released one: `npm run schema:changes`. A breaking change fails unless the changelog
// names it, by its path in backticks, above the first dated release. Other files may be given: RELEASED CURRENT CHANGELOG.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { CriticalityLevel, diff } = require('@graphql-inspector/core');
const { buildASTSchema, parse } = require('graphql');

/** Federation's directives are a part of what a supergraph is composed from; taking one away breaks its composition. */
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
      `Breaking changes of the schema: ${silent.length}. Name each path in the changelog, or take it back.`,
    );
    process.exitCode = 1;
  } else {
    console.log(`Changes of the schema since the last release: ${changes.length}, breaking: ${breaking.length}.`);
  }
}

function read(file) {
  return buildASTSchema(parse(readFileSync(file, 'utf8')), { assumeValidSDL: true });
}

/** What stands above the first heading with a date. */
function unreleased(changelog) {
  return changelog.split(/^## .*\d{4}-\d{2}-\d{2}/m, 1)[0] ?? '';
}

const defaults = ['released.graphql', 'schema.graphql', '../CHANGELOG.md'].map((name) => join(__dirname, name));
const given = process.argv.slice(2);
main(given.length === 3 ? given : defaults);
