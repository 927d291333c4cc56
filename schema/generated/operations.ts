/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** The algorithm of a certificate's key. */
export type AlgorithmType =
  /** Elliptic curves (ECDSA). */
  | 'ECC'
  /** RSA. */
  | 'RSA'
  /** SM2, the Chinese national standard; a pair for signing and one for encryption. */
  | 'SM2';

/** A domain that a certificate is to be attached to or detached from. */
export type CertificateDomainInput = {
  /** The domain name, at most 255 characters; `*.example.com` for a wildcard. */
  readonly domain: string;
  /** The gateways meant; left out, every gateway that has the domain. */
  readonly instanceIds?: ReadonlyArray<string | number> | null | undefined;
  /** Whether clients must show a certificate of their own; left out, they must where the certificate has a trusted root CA. */
  readonly verifiedClientCertificateEnabled?: boolean | null | undefined;
};

/** Which certificates to list. What is left out does not count; what is given must all hold. */
export type CertificateFilter = {
  /** The algorithm of their key. */
  readonly algorithmType?: AlgorithmType | null | undefined;
  /** The common name of their subject. */
  readonly commonName?: string | null | undefined;
  /** The gateway that they may be used on. Some regions of the upstream ask for it. */
  readonly instanceId?: string | number | null | undefined;
  /** Their name, or what the upstream finds by it. */
  readonly name?: string | null | undefined;
  /** How they are signed: `SHA256-RSA`. */
  readonly signatureAlgorithm?: string | null | undefined;
  /** Where they may be used. */
  readonly type?: CertificateScope | null | undefined;
};

/** Where a certificate may be used. */
export type CertificateScope =
  /** On every gateway of the project. */
  | 'GLOBAL'
  /** On one gateway alone. */
  | 'INSTANCE';

/** Whether a certificate can be used now, and for how long. */
export type CertificateState =
  /** Its time is over: clients refuse it. */
  | 'EXPIRED'
  /** It is valid for 30 days or less: renew it. */
  | 'EXPIRING'
  /** Its time has not come: clients refuse it. */
  | 'NOT_YET_VALID'
  /** It is valid for more than 30 days. */
  | 'VALID';

/** Whether a change that failed is there all the same. */
export type ChangeOutcome =
  /** The change was not made: the state is what it was. */
  | 'NOT_APPLIED'
  /** Nobody can know: read the state before the next change. */
  | 'UNKNOWN';

/** What became of one domain of a detach. */
export type DetachOutcome =
  /** It was not attached before; nothing was changed. Only with `SKIP`. */
  | 'ALREADY_DETACHED'
  /** This change detached it: the certificate no longer serves it. */
  | 'DETACHED';

/** Whether the CNAME record of a domain leads to its gateway. */
export type DomainResolution =
  /** The look-up failed. */
  | 'FAILED'
  /** There is no such record yet. */
  | 'NOT_RESOLVED'
  /** The domain leads to the gateway. */
  | 'RESOLVED'
  /** The record is being looked up. */
  | 'RESOLVING';

/** What a detach does with a domain that is not attached. */
export type NotAttachedPolicy =
  /** Refuse the whole change with `ApigDomainNotAttachedError`, as the upstream does. */
  | 'FAIL'
  /** Read first and detach only what is attached: the same call twice is the same as once. Costs a read. */
  | 'SKIP';

export type CertificateQueryVariables = Exact<{
  id: string | number;
  firstDomains?: number;
  afterDomain?: string | null | undefined;
}>;


export type CertificateQuery = { readonly certificate:
    | { readonly __typename: 'ApigCertificateNotFoundError', readonly certificateId: string, readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null }
    | { readonly __typename: 'ApigInvalidInputError', readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null }
    | { readonly __typename: 'ApigPermissionDeniedError', readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null }
    | { readonly __typename: 'ApigRateLimitedError', readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null }
    | { readonly __typename: 'ApigUnauthenticatedError', readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null }
    | { readonly __typename: 'ApigUpstreamError', readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null }
    | { readonly __typename: 'Certificate', readonly id: string, readonly name: string, readonly type: CertificateScope, readonly instanceId: string | null, readonly commonName: string | null, readonly san: ReadonlyArray<string>, readonly issuer: ReadonlyArray<string> | null, readonly serialNumber: string | null, readonly notBefore: string | null, readonly notAfter: string, readonly state: CertificateState, readonly expiresInDays: number, readonly signatureAlgorithm: string | null, readonly algorithmType: AlgorithmType | null, readonly hasTrustedRootCa: boolean, readonly domains: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly name: string, readonly resolution: DomainResolution, readonly minTlsVersion: string, readonly httpRedirectsToHttps: boolean | null, readonly verifiedClientCertificateEnabled: boolean, readonly httpPort: number | null, readonly httpsPort: number | null, readonly apiGroup: { readonly id: string, readonly name: string }, readonly gateway: { readonly id: string, readonly name: string } | null } | null }> } | null }
   };

export type CertificatesQueryVariables = Exact<{
  first?: number;
  after?: string | null | undefined;
  filter?: CertificateFilter | null | undefined;
}>;


export type CertificatesQuery = { readonly certificates:
    | { readonly __typename: 'ApigInvalidInputError', readonly parameter: string | null, readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null }
    | { readonly __typename: 'ApigPermissionDeniedError', readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null }
    | { readonly __typename: 'ApigRateLimitedError', readonly retryAfter: number | null, readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null }
    | { readonly __typename: 'ApigUnauthenticatedError', readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null }
    | { readonly __typename: 'ApigUpstreamError', readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null }
    | { readonly __typename: 'CertificateConnection', readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly cursor: string, readonly node: { readonly id: string, readonly name: string, readonly type: CertificateScope, readonly commonName: string | null, readonly notAfter: string, readonly expiresInDays: number } | null }> }
   };

export type DetachCertificateDomainsMutationVariables = Exact<{
  certificateId: string | number;
  domains: ReadonlyArray<CertificateDomainInput> | CertificateDomainInput;
  ifNotAttached?: NotAttachedPolicy;
}>;


export type DetachCertificateDomainsMutation = { readonly detachCertificateDomains:
    | { readonly __typename: 'ApigCertificateNotFoundError', readonly certificateId: string, readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null }
    | { readonly __typename: 'ApigConflictError', readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null }
    | { readonly __typename: 'ApigDomainNotAttachedError', readonly domainNames: ReadonlyArray<string>, readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null }
    | { readonly __typename: 'ApigDomainNotFoundError', readonly domainNames: ReadonlyArray<string>, readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null }
    | { readonly __typename: 'ApigGatewayNotFoundError', readonly instanceIds: ReadonlyArray<string>, readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null }
    | { readonly __typename: 'ApigInvalidInputError', readonly parameter: string | null, readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null }
    | { readonly __typename: 'ApigPermissionDeniedError', readonly encodedAuthorizationMessage: string | null, readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null }
    | { readonly __typename: 'ApigRateLimitedError', readonly retryAfter: number | null, readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null }
    | { readonly __typename: 'ApigUnauthenticatedError', readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null }
    | { readonly __typename: 'ApigUpstreamError', readonly upstreamStatus: number | null, readonly outcome: ChangeOutcome | null, readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null }
    | { readonly __typename: 'DetachCertificateDomainsSuccess', readonly domains: ReadonlyArray<{ readonly domain: string, readonly outcome: DetachOutcome }> }
   | null };

type ErrorFields_ApigCertificateNotFoundError_Fragment = { readonly __typename: 'ApigCertificateNotFoundError', readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null };

type ErrorFields_ApigConflictError_Fragment = { readonly __typename: 'ApigConflictError', readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null };

type ErrorFields_ApigDomainNotAttachedError_Fragment = { readonly __typename: 'ApigDomainNotAttachedError', readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null };

type ErrorFields_ApigDomainNotFoundError_Fragment = { readonly __typename: 'ApigDomainNotFoundError', readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null };

type ErrorFields_ApigGatewayNotFoundError_Fragment = { readonly __typename: 'ApigGatewayNotFoundError', readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null };

type ErrorFields_ApigInvalidCertificateError_Fragment = { readonly __typename: 'ApigInvalidCertificateError', readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null };

type ErrorFields_ApigInvalidInputError_Fragment = { readonly __typename: 'ApigInvalidInputError', readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null };

type ErrorFields_ApigPermissionDeniedError_Fragment = { readonly __typename: 'ApigPermissionDeniedError', readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null };

type ErrorFields_ApigQuotaExceededError_Fragment = { readonly __typename: 'ApigQuotaExceededError', readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null };

type ErrorFields_ApigRateLimitedError_Fragment = { readonly __typename: 'ApigRateLimitedError', readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null };

type ErrorFields_ApigUnauthenticatedError_Fragment = { readonly __typename: 'ApigUnauthenticatedError', readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null };

type ErrorFields_ApigUpstreamError_Fragment = { readonly __typename: 'ApigUpstreamError', readonly code: string, readonly message: string, readonly retryable: boolean, readonly requestId: string | null };

export type ErrorFieldsFragment =
  | ErrorFields_ApigCertificateNotFoundError_Fragment
  | ErrorFields_ApigConflictError_Fragment
  | ErrorFields_ApigDomainNotAttachedError_Fragment
  | ErrorFields_ApigDomainNotFoundError_Fragment
  | ErrorFields_ApigGatewayNotFoundError_Fragment
  | ErrorFields_ApigInvalidCertificateError_Fragment
  | ErrorFields_ApigInvalidInputError_Fragment
  | ErrorFields_ApigPermissionDeniedError_Fragment
  | ErrorFields_ApigQuotaExceededError_Fragment
  | ErrorFields_ApigRateLimitedError_Fragment
  | ErrorFields_ApigUnauthenticatedError_Fragment
  | ErrorFields_ApigUpstreamError_Fragment
;

export const ErrorFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ErrorFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ApigError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"requestId"}}]}}]} as unknown as DocumentNode<ErrorFieldsFragment, unknown>;
export const CertificateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Certificate"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"firstDomains"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},"defaultValue":{"kind":"IntValue","value":"20"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"afterDomain"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"certificate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Certificate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"commonName"}},{"kind":"Field","name":{"kind":"Name","value":"san"}},{"kind":"Field","name":{"kind":"Name","value":"issuer"}},{"kind":"Field","name":{"kind":"Name","value":"serialNumber"}},{"kind":"Field","name":{"kind":"Name","value":"notBefore"}},{"kind":"Field","name":{"kind":"Name","value":"notAfter"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"expiresInDays"}},{"kind":"Field","name":{"kind":"Name","value":"signatureAlgorithm"}},{"kind":"Field","name":{"kind":"Name","value":"algorithmType"}},{"kind":"Field","name":{"kind":"Name","value":"hasTrustedRootCa"}},{"kind":"Field","name":{"kind":"Name","value":"domains"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"firstDomains"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"afterDomain"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"resolution"}},{"kind":"Field","name":{"kind":"Name","value":"minTlsVersion"}},{"kind":"Field","name":{"kind":"Name","value":"httpRedirectsToHttps"}},{"kind":"Field","name":{"kind":"Name","value":"verifiedClientCertificateEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"httpPort"}},{"kind":"Field","name":{"kind":"Name","value":"httpsPort"}},{"kind":"Field","name":{"kind":"Name","value":"apiGroup"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"gateway"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ErrorFields"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ApigCertificateNotFoundError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"certificateId"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ErrorFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ApigError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"requestId"}}]}}]} as unknown as DocumentNode<CertificateQuery, CertificateQueryVariables>;
export const CertificatesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Certificates"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},"defaultValue":{"kind":"IntValue","value":"20"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"CertificateFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"certificates"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CertificateConnection"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"commonName"}},{"kind":"Field","name":{"kind":"Name","value":"notAfter"}},{"kind":"Field","name":{"kind":"Name","value":"expiresInDays"}}]}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ErrorFields"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ApigInvalidInputError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"parameter"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ApigRateLimitedError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfter"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ErrorFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ApigError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"requestId"}}]}}]} as unknown as DocumentNode<CertificatesQuery, CertificatesQueryVariables>;
export const DetachCertificateDomainsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DetachCertificateDomains"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"certificateId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"domains"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CertificateDomainInput"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ifNotAttached"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"NotAttachedPolicy"}}},"defaultValue":{"kind":"EnumValue","value":"FAIL"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"detachCertificateDomains"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"certificateId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"certificateId"}}},{"kind":"Argument","name":{"kind":"Name","value":"domains"},"value":{"kind":"Variable","name":{"kind":"Name","value":"domains"}}},{"kind":"Argument","name":{"kind":"Name","value":"ifNotAttached"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ifNotAttached"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DetachCertificateDomainsSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"domains"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"domain"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ErrorFields"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ApigInvalidInputError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"parameter"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ApigPermissionDeniedError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"encodedAuthorizationMessage"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ApigCertificateNotFoundError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"certificateId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ApigDomainNotFoundError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"domainNames"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ApigDomainNotAttachedError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"domainNames"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ApigGatewayNotFoundError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"instanceIds"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ApigRateLimitedError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfter"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ApigUpstreamError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"upstreamStatus"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ErrorFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ApigError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"requestId"}}]}}]} as unknown as DocumentNode<DetachCertificateDomainsMutation, DetachCertificateDomainsMutationVariables>;