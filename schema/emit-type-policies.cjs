// Writes schema/generated/type-policies.ts, the cache policies for Apollo Client, from schema/api.graphql: `npm run codegen`.
// With `--check`, fails if the checked-in file is stale.
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { buildSchema, getNamedType, isObjectType, isUnionType } = require('graphql');

const TARGET = join(__dirname, 'generated/type-policies.ts');
const PAGING = new Set(['first', 'after']);

const schema = buildSchema(readFileSync(join(__dirname, 'api.graphql'), 'utf8'));
const text = [HEAD(), `export const typePolicies = ${print(policies())};`, ''].join('\n');
if (!process.argv.includes('--check')) {
  writeFileSync(TARGET, text);
} else if (readFileSync(TARGET, 'utf8') !== text) {
  console.error('schema/generated/type-policies.ts is stale: run `npm run codegen`.');
  process.exit(1);
}

/** Returns the key arguments of every field that is read page by page, by type and field. */
function policies() {
  const found = {};
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const { name, args, type: of } of Object.values(type.getFields())) {
      if (!args.some((it) => it.name === 'after') || !isConnection(getNamedType(of))) continue;
      found[type.name] ??= {};
      found[type.name][name] = args.map((it) => it.name).filter((it) => !PAGING.has(it));
    }
  }
  return found;
}

/** Returns true for a connection, and for a union of a connection and errors. */
function isConnection(type) {
  if (isUnionType(type)) return type.getTypes().some(isConnection);
  return isObjectType(type) && type.name.endsWith('Connection');
}

function print(found) {
  const quote = (names) => `[${names.map((it) => `'${it}'`).join(', ')}]`;
  const types = Object.entries(found).map(([type, fields]) => {
    const rows = Object.entries(fields).map(([field, keyArgs]) => `${field}: pages(${quote(keyArgs)})`);
    return `  ${type}: { fields: { ${rows.join(', ')} } },`;
  });
  return `{\n${types.join('\n')}\n}`;
}

function HEAD() {
  return `/** A page as the cache holds it. Another result of a union, such as an error, has no edges. */
interface CachedPage {
  readonly __typename?: string;
  readonly edges?: readonly { readonly cursor?: string }[];
  readonly pageInfo?: { readonly startCursor?: string | null | undefined; readonly hasPreviousPage?: boolean | undefined };
}

interface PageOptions {
  readonly args: Readonly<Record<string, unknown>> | null;
}

/**
 * The policy of a field that is read page by page with \`first\` and \`after\`. Each page is added after the edge that \`after\` names, so
 * a page that is read again replaces what followed. A result without edges, such as an \`ApigRateLimitedError\`, replaces the list only
 * if it is the first page: the pages that were read stay if a later one fails. The failed call still returns the error.
 * @param keyArgs the arguments that make it another list.
 */
export function pages(keyArgs: readonly string[]) {
  return {
    keyArgs: keyArgs.length > 0 ? [...keyArgs] : (false as const),
    merge(existing: CachedPage | undefined, incoming: CachedPage, { args }: PageOptions): CachedPage {
      const after = args?.['after'];
      if (!existing?.edges || !after) return incoming;
      if (!incoming.edges) return existing;
      const last = existing.edges.findIndex(({ cursor }) => cursor === after);
      const before = last < 0 ? existing.edges : existing.edges.slice(0, last + 1);
      const edges = [...before, ...incoming.edges];
      if (!incoming.pageInfo || !existing.pageInfo) return { ...incoming, edges };
      // The list begins where its first page began.
      const { startCursor, hasPreviousPage } = existing.pageInfo;
      return { ...incoming, edges, pageInfo: { ...incoming.pageInfo, startCursor, hasPreviousPage } };
    },
  };
}

/** The cache policies of every field that is read page by page, for \`new InMemoryCache({ possibleTypes, typePolicies })\`. */`;
}
