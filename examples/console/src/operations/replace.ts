import { graphql } from '../gql';

/** The expected effect of a replacement. */
export const REPLACE_PREVIEW = graphql(`
  query ConsoleReplacePreview($from: ID!, $to: ID!, $domains: [CertificateDomainInput!]!) {
    replacePreview(from: $from, to: $to, domains: $domains) {
      __typename
      ... on ReplacePreview {
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

/** Replaces a certificate on domains by another. */
export const REPLACE = graphql(`
  mutation ConsoleReplace($from: ID!, $to: ID!, $domains: [CertificateDomainInput!]!) {
    replaceCertificate(from: $from, to: $to, domains: $domains) {
      __typename
      ... on ReplaceCertificateSuccess {
        replacements: domains {
          ...ReplacedDomain
        }
      }
      ...ErrorDetails
    }
  }
`);
