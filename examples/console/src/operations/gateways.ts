import { graphql } from '../gql';

/** The names of the gateways, 500 at most: the filters of the table need no second page. */
export const GATEWAY_NAMES = graphql(`
  query ConsoleGatewayNames {
    gateways(first: 500) {
      __typename
      ... on GatewayConnection {
        totalCount
        edges {
          node {
            id
            name
          }
        }
      }
      ...ErrorDetails
    }
  }
`);

/** The gateways with their domains, each with the certificate that serves it. */
export const GATEWAY_DOMAINS = graphql(`
  query ConsoleGatewayDomains($hasCertificate: Boolean) {
    gateways(first: 100) {
      __typename
      ... on GatewayConnection {
        totalCount
        edges {
          node {
            id
            name
            status
            domains(first: 500, hasCertificate: $hasCertificate) {
              totalCount
              edges {
                node {
                  ...ServedDomain
                }
              }
            }
          }
        }
      }
      ...ErrorDetails
    }
  }

  fragment ServedDomain on Domain {
    id
    name
    resolution
    httpPort
    httpsPort
    httpRedirectsToHttps
    certificate {
      id
      name
      notAfter
    }
  }
`);
