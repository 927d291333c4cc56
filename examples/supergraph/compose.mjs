// Composes the supergraph: `npm run supergraph:compose`. With `--check`, fails if the checked-in file is stale, or if the oldest
// composer that knows the schema's federation version cannot compose it.
import { readFileSync, writeFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { composeServices as composeWithOldest } from 'oldest-composition';

const file = (path) => new URL(path, import.meta.url);

const subgraphs = [
  {
    name: 'certificates',
    url: 'http://127.0.0.1:4000/graphql',
    typeDefs: parse(readFileSync(file('../../schema/schema.graphql'), 'utf8')),
  },
  {
    name: 'services',
    url: 'http://127.0.0.1:4001/',
    typeDefs: parse(readFileSync(file('services.graphql'), 'utf8')),
  },
];
const { errors = [], supergraphSdl } = composeServices(subgraphs);
const { errors: oldErrors = [] } = composeWithOldest(subgraphs);
if (errors.length > 0 || oldErrors.length > 0) {
  for (const { message } of [...errors, ...oldErrors]) console.error(message);
  process.exit(1);
}
const target = file('supergraph.graphql');
if (!process.argv.includes('--check')) {
  writeFileSync(target, supergraphSdl);
} else if (readFileSync(target, 'utf8') !== supergraphSdl) {
  console.error('examples/supergraph/supergraph.graphql is stale: run `npm run supergraph:compose`.');
  process.exit(1);
}
