/** The initial contents of Apollo Sandbox and the explorer. */
export interface ExplorerDefaults {
  /** The value of the header `X-Auth-Token`: a documented token of the simulator, or empty. */
  readonly token: string;
  /** A document with operations to run. */
  readonly document: string;
  /** The variables of its operations. */
  readonly variables: Readonly<Record<string, string>>;
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
  return { token, document: SAMPLE_DOCUMENT, variables: { id: certificateId, domain } };
}

/** Operations on a certificate and one of its domains, which the variables name. */
const SAMPLE_DOCUMENT = `# The token and the variables are below the editor. Run an operation with the button.

query CertificateState($id: ID!) {
  certificate(id: $id) {
    ... on Certificate { name state expiresInDays domains { totalCount } }
    ... on ApigError { __typename code message }
  }
}

mutation DetachDomains($id: ID!, $domain: String!) {
  detachCertificateDomains(certificateId: $id, domains: [{ domain: $domain }], ifNotAttached: SKIP) {
    __typename
    ... on DetachCertificateDomainsSuccess {
      domains { domain outcome }
      certificate { domains { totalCount } }
    }
    ... on ApigError { code message retryable requestId }
    ... on ApigUpstreamError { outcome }
  }
}
`;
