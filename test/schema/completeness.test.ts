import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DocumentNode, type GraphQLField, type GraphQLSchema, Kind, parse } from 'graphql';
import { costOf } from '../../src/request/cost';
import { buildFederatedSchema } from '../../src/schema/build-schema';
import { FAILING_OPERATIONS } from '../errors/operations';
import { CELL, OPERATIONS as FAULTY_OPERATIONS } from '../faults/operations';
import { DOCUMENTS } from '../oracle/requests';
import { ROOT } from '../support/process';

/** A field of `Query`, `Mutation` or `Subscription`. */
interface RootField {
  readonly name: string;
  readonly field: GraphQLField<unknown, unknown>;
  readonly isQuery: boolean;
}

/** The kind of a request does not depend on its content. */
const NO_CONTENT = { pem: '', key: '', serial: '' };

type Requirement = keyof typeof REQUIREMENTS;

/** What each root field must have. */
const REQUIREMENTS = {
  'an operation in schema/operations': ({ name }: RootField) => fieldsOf(clientDocuments()).has(name),
  'a cost, declared with @Cost': ({ field }: RootField) => costOf(field) !== undefined,
  'a row in README.md': ({ name }: RootField) => rowsOf('README.md', 0).has(name),
  'a row in docs/outcomes.md, for a change': ({ name, isQuery }: RootField) =>
    isQuery || rowsOf('docs/outcomes.md', 0).has(name),
  'a row in test/errors/operations.ts': ({ name }: RootField) =>
    fieldsOf(FAILING_OPERATIONS.map(({ document }) => document)).has(name),
  'a row in test/faults/operations.ts': ({ name }: RootField) =>
    fieldsOf(FAULTY_OPERATIONS.map(({ request }) => DOCUMENTS[request(CELL, NO_CONTENT).kind].document)).has(name),
};

/** What a root field need not have, and why. An exemption that is not needed fails as well. */
const EXEMPTIONS: Readonly<Record<string, Partial<Record<Requirement, string>>>> = {
  gateways: { 'a row in test/faults/operations.ts': 'Its reads are those of `domain`.' },
  _service: {
    'an operation in schema/operations': 'Federation adds it for the composition of a supergraph; no client asks it.',
    'a row in README.md': 'The README describes federation in a section of its own.',
    'a row in test/errors/operations.ts': 'It makes no upstream call.',
    'a row in test/faults/operations.ts': 'It makes no upstream call.',
  },
  _entities: {
    'an operation in schema/operations':
      "A router writes its documents; test/schema/references.test.ts sends a router's.",
    'a row in README.md': 'The README describes federation in a section of its own.',
    'a row in test/errors/operations.ts':
      'It has no union: its failures are in `errors`, as references.test.ts expects.',
    'a row in test/faults/operations.ts': 'Its reads are those of the root fields that have rows, by the same loaders.',
  },
};

describe('every root field', () => {
  const fields: RootField[] = [];
  beforeAll(async () => fields.push(...rootFieldsOf(await buildFederatedSchema())));

  it.each(Object.keys(REQUIREMENTS) as Requirement[])('has %s, or is exempt', (requirement) => {
    const missing = fields.filter((it) => !REQUIREMENTS[requirement](it)).map(({ name }) => name);
    const exempt = fields.filter(({ name }) => EXEMPTIONS[name]?.[requirement]).map(({ name }) => name);
    expect(missing).toEqual(exempt);
  });

  it('is found', () => {
    expect(fields.length).toBeGreaterThan(14);
    expect(fields.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(EXEMPTIONS)));
  });
});

function rootFieldsOf(schema: GraphQLSchema): RootField[] {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
    Object.entries(type?.getFields() ?? {}).map(([name, field]) => ({
      name,
      field,
      isQuery: type === schema.getQueryType(),
    })),
  );
}

function clientDocuments(): DocumentNode[] {
  const folder = join(ROOT, 'schema/operations');
  return readdirSync(folder).map((name) => parse(readFileSync(join(folder, name), 'utf8')));
}

/** Returns the names of the root fields that operations select. */
function fieldsOf(documents: readonly DocumentNode[]): ReadonlySet<string> {
  return new Set(
    documents
      .flatMap(({ definitions }) => definitions)
      .flatMap((it) => (it.kind === Kind.OPERATION_DEFINITION ? it.selectionSet.selections : []))
      .flatMap((it) => (it.kind === Kind.FIELD ? [it.name.value] : [])),
  );
}

/** Returns the names in backticks, with or without arguments, in one column of a page's tables. */
function rowsOf(page: string, column: number): ReadonlySet<string> {
  const rows = readFileSync(join(ROOT, page), 'utf8').matchAll(/^\| (.*) \|$/gm);
  const cells = [...rows].map(([, row = '']) => row.split(' | ')[column] ?? '');
  return new Set(cells.flatMap((cell) => [...cell.matchAll(/`(\w+)(?:\([^`]*\))?`/g)].map(([, name = '']) => name)));
}
