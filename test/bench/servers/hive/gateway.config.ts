export const gatewayConfig = {
  logging: false,
  graphqlEndpoint: '/graphql',
};
