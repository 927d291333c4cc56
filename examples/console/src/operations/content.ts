import { graphql } from '../gql';

/** Creates a certificate, or returns the same one if it exists. That makes a repetition safe. */
export const CREATE = graphql(`
  mutation ConsoleCreate($input: CreateCertificateInput!) {
    createCertificate(input: $input, ifExists: RETURN) {
      __typename
      ... on CreateCertificateSuccess {
        existed
        certificate {
          ...CertificateRow
        }
      }
      ...ErrorDetails
    }
  }
`);

/** The expected effect of a renewal. */
export const UPDATE_PREVIEW = graphql(`
  query ConsoleUpdatePreview($id: ID!, $input: UpdateCertificateInput!) {
    updatePreview(id: $id, input: $input) {
      __typename
      ... on UpdatePreview {
        certificate {
          id
          san
          notBefore
          notAfter
          issuer
          algorithmType
        }
        refusal {
          ...ErrorDetails
        }
        san
        notAfter
        trustedRootCa
        uncovered {
          ...Placement
        }
        verifying {
          ...Placement
        }
      }
      ...ErrorDetails
    }
  }
`);

/** Renews a certificate: replaces its content. */
export const UPDATE = graphql(`
  mutation ConsoleUpdate($id: ID!, $input: UpdateCertificateInput!) {
    updateCertificate(id: $id, input: $input) {
      __typename
      ... on UpdateCertificateSuccess {
        certificate {
          ...CertificateRow
        }
      }
      ...ErrorDetails
    }
  }
`);

/** The expected effect of a deletion. */
export const DELETE_PREVIEW = graphql(`
  query ConsoleDeletePreview($id: ID!) {
    deletePreview(id: $id) {
      __typename
      ... on DeletePreview {
        refusal {
          ...ErrorDetails
        }
        usedByCount
        usedBy {
          ...Placement
        }
      }
      ...ErrorDetails
    }
  }
`);

/** Deletes a certificate. */
export const DELETE = graphql(`
  mutation ConsoleDelete($id: ID!) {
    deleteCertificate(id: $id) {
      __typename
      ... on DeleteCertificateSuccess {
        id
      }
      ...ErrorDetails
    }
  }
`);
