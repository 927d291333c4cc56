// Composes the supergraph: `npm run supergraph:compose`. With `--check`, fails if the checked-in file is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

const file = (path) => new URL(path, import.meta.url);

const { errors, supergraphSdl } = composeServices([
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
]);
if (errors) {
  for (const { message } of errors) console.error(message);
  process.exit(1);
}
const target = file('supergraph.graphql');
if (!process.argv.includes('--check')) {
  writeFileSync(target, supergraphSdl);
} else if (readFileSync(target, 'utf8') !== supergraphSdl) {
  console.error('examples/supergraph/supergraph.graphql is stale: run `npm run supergraph:compose`.');
  process.exit(1);
}
