// Writes schema/schema.graphql from the built resolvers: `npm run schema`.
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { buildGatewaySchema, printSchema } = require('../dist/schema.js');

buildGatewaySchema().then((schema) => writeFileSync(join(__dirname, 'schema.graphql'), printSchema(schema)));
