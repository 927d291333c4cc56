import graphql from '@graphql-eslint/eslint-plugin';

const SCHEMA = 'schema/api.graphql';
const { rules: recommended } = graphql.configs['flat/schema-recommended'];
const { rules: relay } = graphql.configs['flat/schema-relay'];

/** The rules of graphql-eslint for schemas and Relay, run over the API schema: `npm run lint`. */
export default [
  {
    files: [SCHEMA],
    plugins: { '@graphql-eslint': graphql },
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: SCHEMA } } },
    rules: {
      ...recommended,
      ...relay,
      // Results and input-like objects have no identity: only what a client can refer to has an id.
      '@graphql-eslint/strict-id-in-types': 'off',
      // Lists page forward only, since the upstream has offsets and no reverse order.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
      // There is no Node interface, since ids are those of the upstream and not unique across types. Short lists are no connections.
      '@graphql-eslint/relay-edge-types': [
        'error',
        { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
      ],
    },
  },
];
