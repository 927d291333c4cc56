import { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import express from 'express';
import { contextOf, resolvers, typeDefs } from './schema.mjs';

const server = new ApolloServer({ typeDefs, resolvers });
await server.start();
const app = express();
app.use('/graphql', express.json(), expressMiddleware(server, { context: async ({ req }) => contextOf(req.headers) }));
app.listen(Number(process.env.PORT), '127.0.0.1');
