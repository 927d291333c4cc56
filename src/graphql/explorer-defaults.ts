/** What Sandbox and the explorer open with. */
export interface ExplorerDefaults {
  /** Fills in the header `X-Auth-Token`: a documented token of the simulator, or empty. */
  readonly token: string;
  /** A document with operations to run. */
  readonly document: string;
}

/** What the explorer's page reads from itself when it starts. */
export interface PageData extends ExplorerDefaults {
  /** The type on which the docs panel opens. */
  readonly type: string;
  /** Files of the editor's workers, by the editor's own names for them. */
  readonly workers: Readonly<Record<string, string>>;
}

/** The union on which the explorer's docs panel opens: all that can come of the first mutation. */
export const DOCS_TYPE = 'DetachCertificateDomainsResult';

/**
 * Operations on a certificate and one of its domains, which work as they stand where these are of the sample data.
 * Both must be free of quotes.
 */
export function sampleDocument(certificateId: string, domain: string): string {
  return `# X-Auth-Token stands below, under Headers. Run either operation with the button.

query CertificateState {
  certificate(id: "${certificateId}") {
    __typename
    ... on Certificate {
      name
      state
      expiresInDays
      domains(first: 20) {
        totalCount
        edges { node { name httpRedirectsToHttps } }
      }
    }
    ... on ApigError { code message retryable }
  }
}

mutation DetachDomains {
  detachCertificateDomains(
    certificateId: "${certificateId}"
    domains: [{ domain: "${domain}" }]
    ifNotAttached: SKIP
  ) {
    __typename
    ... on DetachCertificateDomainsSuccess {
      domains { domain outcome }
      certificate { name domains { totalCount } }
    }
    ... on ApigError { code message retryable requestId }
    ... on ApigDomainNotAttachedError { domainNames }
    ... on ApigUpstreamError { outcome }
  }
}
`;
}
