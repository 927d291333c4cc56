// Writes schema/schema.graphql from the built resolvers: `npm run schema`.
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { buildFederatedSchema, printSchema } = require('../dist/schema/build-schema.js');

buildFederatedSchema().then((schema) => writeFileSync(join(__dirname, 'schema.graphql'), printSchema(schema)));
