// Writes src/contract/reply-readers.ts from the 200 responses of schema/apig.openapi.yaml. With `--check`, fails if it is stale.
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { parse } = require('yaml');

const TARGET = join(__dirname, '..', 'src', 'contract', 'reply-readers.ts');
const { paths, components } = parse(readFileSync(join(__dirname, 'apig.openapi.yaml'), 'utf8'));

/** The tests of texts by format. */
const TEXT_TESTS = { 'date-time': 'isTime', id: 'isId', 'domain-name': 'isDomainName' };

/** The generated functions by name, in the order of their first use. */
const functions = new Map();

function resolve({ $ref, ...schema }) {
  if ($ref) return { name: $ref.split('/').at(-1), ...resolve(components.schemas[$ref.split('/').at(-1)]) };
  if (!schema.allOf) return schema;
  const parts = schema.allOf.map((part) => resolve(part));
  return {
    ...schema,
    type: 'object',
    required: parts.flatMap(({ required = [] }) => required),
    properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
  };
}

/** Returns the expression that tests whether a value conforms to a schema. */
function test(schema, value, hint) {
  const { type, format, items, minimum, maximum } = resolve(schema);
  switch (type) {
    case 'string':
      return `${TEXT_TESTS[format] ?? 'isText'}(${value})`;
    case 'boolean':
      return `isFlag(${value})`;
    case 'integer':
      if (format === 'int64') return `isLong(${value})`;
      return minimum === undefined && maximum === undefined ? `isInteger(${value})` : `isCount(${value})`;
    case 'array':
      return resolve(items).type === 'string'
        ? `isTexts(${value})`
        : `readList(${value}, ${reader(items, resolve(items).name ?? hint)})`;
    default:
      throw new Error(`no test for type ${type} of ${value}`);
  }
}

/** Returns the name of the function that reads an object of a schema, which it generates if there is none yet. */
function reader(schema, name) {
  const { properties, required = [] } = resolve(schema);
  const functionName = `read${name}`;
  if (functions.has(functionName)) return functionName;
  functions.set(functionName, '');
  const keys = Object.keys(properties).filter((key) => resolve(properties[key]).type !== undefined);
  const lines = keys.flatMap((key) => {
    const condition = test(properties[key], `row['${key}']`, singular(key));
    const isTime = resolve(properties[key]).format === 'date-time';
    if (required.includes(key)) return `  if (!${condition}) return undefined;`;
    return [
      `  if (row['${key}'] !== undefined && !${condition}) {`,
      // A time that cannot be read is unknown, like an absent one: one odd row must not fail a list.
      ...(isTime ? [] : [`    if (!isEmpty(row['${key}'])) return undefined;`]),
      `    row['${key}'] = undefined;`,
      '    hasEmpty = true;',
      '  }',
    ];
  });
  const text = [
    `function ${functionName}(row: unknown): Row | undefined {`,
    '  if (!isRow(row)) return undefined;',
    '  let hasEmpty = false;',
    ...lines,
    '  return hasEmpty ? withoutEmpty(row) : row;',
    '}',
  ];
  functions.set(functionName, text.join('\n'));
  return functionName;
}

/** Converts `ssl_infos` to `SslInfo`. */
function singular(key) {
  return key.replace(/s$/, '').replace(/(?:^|_)(\w)/g, (_, letter) => letter.toUpperCase());
}

const table = Object.values(paths).flatMap((methods) =>
  Object.values(methods).flatMap(({ operationId, responses }) => {
    const schema = responses?.['200']?.content['application/json'].schema;
    return schema ? `  ${operationId}: ${reader(schema, resolve(schema).name)},` : [];
  }),
);

/** The path parameter that names the object of each reply, by operation. Only a path that ends with its id names one. */
const ids = Object.entries(paths).flatMap(([path, methods]) =>
  Object.values(methods).flatMap(({ operationId, responses }) => {
    const [, parameter] = /\{(\w+)\}$/.exec(path) ?? [];
    const schema = responses?.['200']?.content['application/json'].schema;
    return parameter && schema ? `  ${operationId}: '${parameter}',` : [];
  }),
);

const text = `/**
 * Generated from schema/apig.openapi.yaml by schema/emit-reply-readers.cjs (\`npm run codegen\`).
 * Do not make direct changes to the file.
 */
import type { OperationId } from './operations';
import {
  isCount,
  isDomainName,
  isEmpty,
  isFlag,
  isId,
  isInteger,
  isLong,
  isRow,
  isText,
  isTexts,
  isTime,
  type Row,
  readList,
  withoutEmpty,
} from './value-checks';

/**
 * The readers of 200 replies by operation. Each returns the body without empty optional attributes, or undefined if it does not
 * match the contract: a required attribute is missing, or a value has the wrong type or format. Enumerations are not checked, so that
 * a new value is not an error. An optional time that is none counts as absent. A reader may change the body.
 */
export const REPLY_READERS: Partial<Record<OperationId, (body: unknown) => Row | undefined>> = {
${table.join('\n')}
};

/** The path parameter with the id of the object that a 200 reply represents, by operation. */
export const REPLY_IDS: Partial<Record<OperationId, string>> = {
${ids.join('\n')}
};

${[...functions.values()].reverse().join('\n\n')}
`;
if (!process.argv.includes('--check')) {
  writeFileSync(TARGET, text);
} else if (readFileSync(TARGET, 'utf8') !== text) {
  console.error('src/contract/reply-readers.ts is stale: run `npm run codegen`.');
  process.exitCode = 1;
}
