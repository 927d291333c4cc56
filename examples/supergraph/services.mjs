// The second subgraph: services and their owners. It refers to certificates by id.
import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';

const STOREFRONT = { team: 'Storefront', email: 'storefront@example.com' };
const PAYMENTS = { team: 'Payments', email: 'payments@example.com' };
const PARTNERS = { team: 'Partners', email: 'partners@example.com' };

/** The certificate ids are those of the simulator's sample data. */
const SERVICES = [
  { id: 'shop', name: 'Online shop', owner: STOREFRONT, certificateId: 'a27be832f2e9441c8127fe48e3b5ac67' },
  { id: 'shop-api', name: 'Shop API', owner: STOREFRONT, certificateId: 'a27be832f2e9441c8127fe48e3b5ac67' },
  { id: 'billing', name: 'Billing', owner: PAYMENTS, certificateId: 'b1d0c7a5e4f34c0f9a6e2f7d8c9b0a11' },
  { id: 'partner-portal', name: 'Partner portal', owner: PARTNERS, certificateId: 'c2e1d8b6f5a44d1e8b7f3a8e9d0c1b22' },
  // Its certificate does not exist, to show how a failed reference looks.
  { id: 'old-portal', name: 'Old portal', owner: PARTNERS, certificateId: '00000000000000000000000000000000' },
];

const byId = (id) => SERVICES.find((service) => service.id === id) ?? null;
const usedBy = (certificateId) => SERVICES.filter((service) => service.certificateId === certificateId);

const resolvers = {
  Query: {
    service: (_, { id }) => byId(id),
    services: (_, { first, after }) => {
      const start = after === undefined || after === null ? 0 : SERVICES.findIndex(({ id }) => id === after) + 1;
      const edges = SERVICES.slice(start, start + Math.max(0, first)).map((node) => ({ cursor: node.id, node }));
      return {
        edges,
        pageInfo: {
          hasNextPage: start + edges.length < SERVICES.length,
          hasPreviousPage: start > 0,
          startCursor: edges[0]?.cursor ?? null,
          endCursor: edges.at(-1)?.cursor ?? null,
        },
      };
    },
  },
  Service: {
    __resolveReference: ({ id }) => byId(id),
    certificate: ({ certificateId }) => ({ __typename: 'Certificate', id: certificateId }),
  },
  Certificate: {
    __resolveReference: ({ id }) => ({ id }),
    usedBy: ({ id }) => usedBy(id),
  },
};

const typeDefs = parse(readFileSync(new URL('services.graphql', import.meta.url), 'utf8'));
const server = new ApolloServer({ schema: buildSubgraphSchema({ typeDefs, resolvers }) });
const { url } = await startStandaloneServer(server, {
  listen: { port: Number(process.env.PORT ?? 4001), host: process.env.HOST ?? '127.0.0.1' },
});
console.log(`services: ${url}`);
