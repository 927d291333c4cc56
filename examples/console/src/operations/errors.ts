import { graphql } from '../gql';

/** The fields of every error result, and the additional ones of each. Valid in every result union. */
export const ERROR_DETAILS = graphql(`
  fragment ErrorDetails on ApigError {
    __typename
    code
    message
    retryable
    requestId
    ... on ApigInvalidInputError {
      violations {
        path
        message
      }
    }
    ... on ApigPermissionDeniedError {
      encodedAuthorizationMessage
      requiredAction
    }
    ... on ApigCertificateNotFoundError {
      certificateId
    }
    ... on ApigDomainNotFoundError {
      domainNames
    }
    ... on ApigDomainNotAttachedError {
      domainNames
    }
    ... on ApigGatewayNotFoundError {
      instanceIds
    }
    ... on ApigRateLimitedError {
      retryAfter
    }
    ... on ApigUpstreamError {
      upstreamStatus
      outcome
    }
    ... on ApigReplacementIncompleteError {
      replacements: domains {
        ...ReplacedDomain
      }
    }
  }

  fragment ReplacedDomain on DomainReplacement {
    domain
    outcome
    error {
      __typename
      code
      message
    }
  }
`);
