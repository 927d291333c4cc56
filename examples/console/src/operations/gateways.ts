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

/** One page of the gateways with their first domains, each with the certificate that serves it. */
export const GATEWAY_DOMAINS = graphql(`
  query ConsoleGatewayDomains($after: String, $firstDomains: Int!, $hasCertificate: Boolean) {
    gateways(first: 100, after: $after) {
      __typename
      ... on GatewayConnection {
        totalCount
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          cursor
          node {
            id
            name
            status
            domains(first: $firstDomains, hasCertificate: $hasCertificate) {
              ...DomainPage
            }
          }
        }
      }
      ...ErrorDetails
    }
  }

  fragment DomainPage on DomainConnection {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      node {
        ...ServedDomain
      }
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
      commonName
      san
      notAfter
      expiresInDays
    }
  }
`);

/** The next page of one gateway's domains. The gateway is named by the cursor before it, since the API reads gateways by page only. */
export const MORE_GATEWAY_DOMAINS = graphql(`
  query ConsoleMoreGatewayDomains($before: String, $afterDomain: String) {
    gateways(first: 1, after: $before) {
      __typename
      ... on GatewayConnection {
        edges {
          node {
            id
            domains(first: 500, after: $afterDomain) {
              ...DomainPage
            }
          }
        }
      }
      ...ErrorDetails
    }
  }
`);
