import { graphql } from '../gql';

/** The expected effect of an attachment. */
export const ATTACH_PREVIEW = graphql(`
  query ConsoleAttachPreview($certificateId: ID!, $domains: [CertificateDomainInput!]!) {
    attachPreview(certificateId: $certificateId, domains: $domains) {
      __typename
      ... on AttachPreview {
        refusal {
          ...ErrorDetails
        }
        domains {
          domain
          action
          obstacles
          placements {
            ...Placement
            certificate {
              id
              name
            }
          }
        }
      }
      ...ErrorDetails
    }
  }
`);

/** Attaches a certificate to domains. */
export const ATTACH = graphql(`
  mutation ConsoleAttach($certificateId: ID!, $domains: [CertificateDomainInput!]!) {
    attachCertificateDomains(certificateId: $certificateId, domains: $domains) {
      __typename
      ... on AttachCertificateDomainsSuccess {
        domains {
          domain
        }
      }
      ...ErrorDetails
    }
  }
`);
