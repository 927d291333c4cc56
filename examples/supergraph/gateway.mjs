// Serves the supergraph with Apollo Gateway. The URLs of the subgraphs are those in supergraph.graphql, or CERTIFICATES_URL and
// SERVICES_URL.
import { readFileSync } from 'node:fs';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';

/** The caller's headers that each subgraph receives. Only the certificate gateway may receive the token. */
const PASSED_ON = {
  certificates: ['x-auth-token', 'authorization', 'x-project-id', 'x-region', 'x-request-id', 'traceparent'],
  services: ['x-request-id', 'traceparent'],
};
const URLS = { certificates: process.env.CERTIFICATES_URL, services: process.env.SERVICES_URL };

class Subgraph extends RemoteGraphQLDataSource {
  willSendRequest({ request, context }) {
    for (const name of PASSED_ON[this.subgraph] ?? []) {
      const value = context.headers?.[name];
      if (value !== undefined) request.http.headers.set(name, value);
    }
  }
}

const server = new ApolloServer({
  gateway: new ApolloGateway({
    supergraphSdl: readFileSync(new URL('supergraph.graphql', import.meta.url), 'utf8'),
    buildService: ({ name, url }) => new Subgraph({ url: URLS[name] ?? url, subgraph: name }),
  }),
  introspection: true,
  includeStacktraceInErrorResponses: false,
});
const { url } = await startStandaloneServer(server, {
  listen: { port: Number(process.env.PORT ?? 4002), host: process.env.HOST ?? '127.0.0.1' },
  context: async ({ req }) => ({ headers: req.headers }),
});
console.log(`supergraph: ${url}`);
