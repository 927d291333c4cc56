// Hive Gateway: `npx @graphql-hive/gateway supergraph -c gateway.config.ts`, in this folder.

/** The caller's headers that each subgraph receives. Only the certificate gateway may receive the token. */
const PASSED_ON: Record<string, readonly string[]> = {
  certificates: ['x-auth-token', 'authorization', 'x-project-id', 'x-region', 'x-request-id', 'traceparent'],
  services: ['x-request-id', 'traceparent'],
};

export const gatewayConfig = {
  supergraph: './supergraph.graphql',
  port: Number(process.env['PORT'] ?? 4002),
  host: '127.0.0.1',
  // Two identical mutations are two changes.
  inboundInflightRequestDeduplication: false,
  propagateHeaders: {
    fromClientToSubgraphs({ request, subgraphName }: { request: Request; subgraphName: string }) {
      const headers: Record<string, string> = {};
      for (const name of PASSED_ON[subgraphName] ?? []) {
        const value = request.headers.get(name);
        if (value !== null) headers[name] = value;
      }
      return headers;
    },
  },
};
