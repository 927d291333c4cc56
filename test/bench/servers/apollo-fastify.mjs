import { ApolloServer } from '@apollo/server';
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import Fastify from 'fastify';
import { contextOf, resolvers, typeDefs } from './schema.mjs';

const app = Fastify();
const server = new ApolloServer({ typeDefs, resolvers, plugins: [fastifyApolloDrainPlugin(app)] });
await server.start();
await app.register(fastifyApollo(server), { context: async (request) => contextOf(request.headers) });
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
