import { defineConfig } from '@graphql-mesh/compose-cli';
import { loadOpenAPISubgraph } from '@omnigraph/openapi';

// What a user could have without writing a line: a schema generated from the OpenAPI document.
export const composeConfig = defineConfig({
  subgraphs: [
    {
      sourceHandler: loadOpenAPISubgraph('apig', {
        source: process.env.OPENAPI ?? '',
        endpoint: process.env.UPSTREAM ?? '',
        operationHeaders: { 'X-Auth-Token': "{context.headers['x-auth-token']}" },
      }),
    },
  ],
  // The domains of a listed certificate: one call for each, as its REST road is.
  additionalTypeDefs: /* GraphQL */ `
    extend type Certificate {
      domains: listAttachedDomains_response
        @resolveTo(
          sourceName: "apig"
          sourceTypeName: "Query"
          sourceFieldName: "listAttachedDomains"
          requiredSelectionSet: "{ id project_id }"
          sourceArgs: { certificate_id: "{root.id}", project_id: "{root.project_id}", limit: 20 }
        )
    }
  `,
});
