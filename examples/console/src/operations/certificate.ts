import { graphql } from '../gql';

/** One certificate with the first 500 domains that it is attached to. */
export const CERTIFICATE = graphql(`
  query ConsoleCertificate($id: ID!) {
    certificate(id: $id) {
      __typename
      ... on Certificate {
        ...CertificateRow
        state
        notBefore
        serialNumber
        version
        issuer
        organization
        organizationalUnit
        locality
        stateOrProvince
        country
        createTime
        updateTime
        gateway {
          id
          name
        }
        domains(first: 500) {
          totalCount
          edges {
            node {
              ...Placement
            }
          }
        }
      }
      ...ErrorDetails
    }
  }

  fragment Placement on Domain {
    id
    name
    resolution
    minTlsVersion
    httpPort
    httpsPort
    httpRedirectsToHttps
    verifiedClientCertificateEnabled
    gateway {
      id
      name
    }
  }
`);
