/** The initial contents of Apollo Sandbox and the explorer. */
export interface ExplorerDefaults {
  /** The value of the header `X-Auth-Token`: a documented token of the simulator, or empty. */
  readonly token: string;
  /** A document with operations to run. */
  readonly document: string;
}

/** Sample values for the data of an upstream, which the explorer uses initially and the console offers. */
export interface Sample {
  readonly token: string;
  /** Tokens with fewer permissions. */
  readonly otherTokens: readonly string[];
  readonly certificateId: string;
  readonly domain: string;
}

/** The data embedded in the explorer's page. */
export interface PageData extends ExplorerDefaults {
  /** The type on which the docs panel opens. */
  readonly type: string;
  /** The files of the editor's workers, by the editor's names of the workers. */
  readonly workers: Readonly<Record<string, string>>;
}

/** The type on which the explorer's docs panel opens: the result of the main mutation. */
export const DOCS_TYPE = 'DetachCertificateDomainsResult';

/** Returns the explorer's token and operations. @param sample their values, which are empty if there are none. */
export function explorerDefaultsOf(
  { token, certificateId, domain }: Omit<Sample, 'otherTokens'> = { token: '', certificateId: '', domain: '' },
): ExplorerDefaults {
  return { token, document: sampleDocument(certificateId, domain) };
}

/**
 * Returns operations on a certificate and one of its domains. They work unchanged with ids of the sample data.
 * The arguments must not contain quotes.
 */
export function sampleDocument(certificateId: string, domain: string): string {
  return `# Set X-Auth-Token below, under Headers. Run either operation with the button.

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
