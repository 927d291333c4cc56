// Writes schema/schema.graphql, the subgraph, and schema/api.graphql, the same without federation, from the built resolvers: `npm run schema`.
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { buildFederatedSchema, printApiSchema, printSchema } = require('../dist/schema/build-schema.js');

async function main() {
  writeFileSync(join(__dirname, 'schema.graphql'), printSchema(await buildFederatedSchema()));
  writeFileSync(join(__dirname, 'api.graphql'), await printApiSchema());
}

main();
