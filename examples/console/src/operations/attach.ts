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

/** Attaches a certificate to domains. Its outcomes need a read before the change. */
export const ATTACH = graphql(`
  mutation ConsoleAttach($certificateId: ID!, $domains: [CertificateDomainInput!]!) {
    attachCertificateDomains(certificateId: $certificateId, domains: $domains) {
      __typename
      ... on AttachCertificateDomainsSuccess {
        domains {
          domain
          outcome
          placements {
            ...Placement
          }
        }
      }
      ...ErrorDetails
    }
  }
`);

/** Attaches a certificate to domains that lost it. It reads nothing before the change that could fail or take time. */
export const ATTACH_AGAIN = graphql(`
  mutation ConsoleAttachAgain($certificateId: ID!, $domains: [CertificateDomainInput!]!) {
    attachCertificateDomains(certificateId: $certificateId, domains: $domains) {
      __typename
      ...ErrorDetails
    }
  }
`);
