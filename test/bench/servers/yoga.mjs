import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import { contextOf, resolvers, typeDefs } from './schema.mjs';

const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  logging: false,
  context: ({ req }) => contextOf(req.headers),
});
createServer(yoga).listen(Number(process.env.PORT), '127.0.0.1');
