import { graphql } from '../gql';

/** The expected effect of a detach. */
export const DETACH_PREVIEW = graphql(`
  query ConsoleDetachPreview($certificateId: ID!, $domains: [CertificateDomainInput!]!) {
    detachPreview(certificateId: $certificateId, domains: $domains) {
      __typename
      ... on DetachPreview {
        refusal {
          ...ErrorDetails
        }
        domains {
          domain
          action
          cutsOff
          placements {
            ...Placement
          }
        }
      }
      ...ErrorDetails
    }
  }
`);

/** Detaches a certificate from domains. */
export const DETACH = graphql(`
  mutation ConsoleDetach($certificateId: ID!, $domains: [CertificateDomainInput!]!) {
    detachCertificateDomains(certificateId: $certificateId, domains: $domains) {
      __typename
      ... on DetachCertificateDomainsSuccess {
        domains {
          domain
          outcome
        }
      }
      ...ErrorDetails
    }
  }
`);
