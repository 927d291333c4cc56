import { graphql } from '../gql';

// The list of API Gateway has no start dates. `state` and `notBefore` would cost one upstream call for each certificate.

/** One page of the certificates, as the table shows them. */
export const CERTIFICATES = graphql(`
  query ConsoleCertificates($first: Int!, $after: String, $filter: CertificateFilter, $orderBy: CertificateOrder) {
    certificates(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
      __typename
      ... on CertificateConnection {
        totalCount
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          node {
            ...CertificateRow
          }
        }
      }
      ...ErrorDetails
    }
  }

  fragment CertificateRow on Certificate {
    id
    name
    type
    instanceId
    commonName
    san
    notAfter
    expiresInDays
    algorithmType
    signatureAlgorithm
    hasTrustedRootCa
  }
`);

/** The ids and names of certificates, for a choice and for the certificates without a domain. */
export const CERTIFICATE_NAMES = graphql(`
  query ConsoleCertificateNames($first: Int!, $filter: CertificateFilter) {
    certificates(first: $first, filter: $filter, orderBy: { field: NOT_AFTER, direction: DESC }) {
      __typename
      ... on CertificateConnection {
        totalCount
        edges {
          node {
            id
            name
            notAfter
          }
        }
      }
      ...ErrorDetails
    }
  }
`);
