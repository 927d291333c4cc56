// Compares the schema with the last released one: `npm run schema:changes`. docs/schema-policy.md describes the rules. Fails on
// - a breaking change that the changelog does not announce, by its path in backticks, above the first dated release;
// - a deprecation without a date of removal, or with one less than three months after today for a new deprecation.
// Arguments, to compare other files: RELEASED CURRENT CHANGELOG.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { CriticalityLevel, diff } = require('@graphql-inspector/core');
const { buildASTSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType, parse } = require('graphql');

/** Federation directives that a supergraph is composed from: removing one breaks the composition. */
const FEDERATION = /'(key|shareable)'/;

/** The end of a deprecation's reason. */
const REMOVAL = /Removed after (\d{4}-\d{2}-\d{2})\.$/;

const MONTHS = 3;

async function main([released, current, changelog]) {
  const [before, after] = [read(released), read(current)];
  const changes = await diff(before, after);
  const breaking = changes.filter(isBreaking);
  const announced = unreleased(readFileSync(changelog, 'utf8'));
  const silent = breaking.filter(({ path }) => path === undefined || !announced.includes(`\`${path}\``));
  const faults = [
    ...silent.map(
      ({ path, message }) => `${path}: ${message}. Announce this path in the changelog, or revert the change.`,
    ),
    ...deprecationFaults(before, after),
  ];
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
  else console.log(`Changes of the schema since the last release: ${changes.length}, breaking: ${breaking.length}.`);
}

function isBreaking({ criticality, type, message }) {
  if (criticality.level === CriticalityLevel.Breaking) return true;
  return type.startsWith('DIRECTIVE_USAGE') && type.endsWith('REMOVED') && FEDERATION.test(message);
}

/** Returns a line for each deprecation that does not say when it ends, or ends too early. */
function deprecationFaults(before, after) {
  const known = deprecations(before);
  const earliest = new Date();
  earliest.setUTCMonth(earliest.getUTCMonth() + MONTHS);
  return [...deprecations(after)].flatMap(([path, reason]) => {
    const date = REMOVAL.exec(reason)?.[1];
    if (!date) return [`${path}: the reason of its deprecation must end with "Removed after YYYY-MM-DD."`];
    const tooEarly = !known.has(path) && date < earliest.toISOString().slice(0, 10);
    return tooEarly ? [`${path}: a new deprecation lasts at least ${MONTHS} months; it ends on ${date}.`] : [];
  });
}

/** Returns the reason of each deprecated field, argument, input field and enum value, by path. */
function deprecations(schema) {
  const found = new Map();
  const note = (path, { deprecationReason }) => {
    if (deprecationReason != null) found.set(path, deprecationReason);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (isEnumType(type)) for (const value of type.getValues()) note(`${type.name}.${value.name}`, value);
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      note(`${type.name}.${field.name}`, field);
      for (const arg of field.args ?? []) note(`${type.name}.${field.name}.${arg.name}`, arg);
    }
  }
  return found;
}

function read(file) {
  return buildASTSchema(parse(readFileSync(file, 'utf8')), { assumeValidSDL: true });
}

/** Returns the part above the first heading with a date. */
function unreleased(changelog) {
  return changelog.split(/^## .*\d{4}-\d{2}-\d{2}/m, 1)[0] ?? '';
}

const defaults = ['schema/released.graphql', 'schema/schema.graphql', 'CHANGELOG.md'].map((name) =>
  join(__dirname, '..', name),
);
const given = process.argv.slice(2);
main(given.length === 3 ? given : defaults);
