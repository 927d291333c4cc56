import { type DocumentNode, parse, print } from 'graphql';
import * as operations from '../../schema/generated/operations';

/** A domain as a request names it. */
export interface DomainRef {
  readonly domain: string;
  readonly instanceIds?: readonly string[];
  readonly verifiedClientCertificateEnabled?: boolean;
}

/** A certificate's content with the serial number that the upstream will show of it. */
export interface Content {
  readonly pem: string;
  readonly key: string;
  readonly serial: string;
}

/** A GraphQL request in terms that the oracle understands. */
export type OracleRequest =
  | {
      readonly kind: 'detach';
      readonly certificateId: string;
      readonly domains: readonly DomainRef[];
      readonly skip: boolean;
    }
  | { readonly kind: 'attach'; readonly certificateId: string; readonly domains: readonly DomainRef[] }
  | { readonly kind: 'detachOne'; readonly certificateId: string; readonly domainId: string }
  | {
      readonly kind: 'attachOne';
      readonly certificateId: string;
      readonly domainId: string;
      readonly verified?: boolean;
    }
  | {
      readonly kind: 'create';
      readonly name: string;
      readonly content: Content;
      /** True to return the certificate if it exists. */
      readonly mayExist?: boolean;
    }
  | { readonly kind: 'update'; readonly id: string; readonly content: Content; readonly name?: string }
  | { readonly kind: 'delete'; readonly id: string }
  | {
      readonly kind: 'replace';
      readonly from: string;
      readonly to: string;
      readonly domains: readonly DomainRef[];
      readonly continueOnError?: boolean;
    }
  | { readonly kind: 'certificate'; readonly id: string }
  | { readonly kind: 'certificates' }
  | { readonly kind: 'detachPreview'; readonly certificateId: string; readonly domains: readonly DomainRef[] }
  | { readonly kind: 'attachPreview'; readonly certificateId: string; readonly domains: readonly DomainRef[] }
  | {
      readonly kind: 'replacePreview';
      readonly from: string;
      readonly to: string;
      readonly domains: readonly DomainRef[];
    }
  | { readonly kind: 'updatePreview'; readonly id: string; readonly content: Content; readonly name?: string }
  | { readonly kind: 'deletePreview'; readonly id: string }
  | { readonly kind: 'domain'; readonly name: string };

/** The kind of a request. */
export type RequestKind = OracleRequest['kind'];

/** A request of one kind. */
export type RequestOf<Kind extends RequestKind> = Extract<OracleRequest, { kind: Kind }>;

/** The queries among the kinds: they must move nothing. */
export const QUERIES: ReadonlySet<RequestKind> = new Set([
  'certificate',
  'certificates',
  'detachPreview',
  'attachPreview',
  'replacePreview',
  'updatePreview',
  'deletePreview',
  'domain',
]);

/** Each kind's document, the root field that it asks for, and the name of its success type. */
export const DOCUMENTS: Readonly<Record<RequestKind, { document: DocumentNode; field: string; success: string }>> = {
  detach: of(
    operations.DetachCertificateDomainsDocument,
    'detachCertificateDomains',
    'DetachCertificateDomainsSuccess',
  ),
  attach: of(
    operations.AttachCertificateDomainsDocument,
    'attachCertificateDomains',
    'AttachCertificateDomainsSuccess',
  ),
  detachOne: of(
    operations.DetachCertificateFromDomainDocument,
    'detachCertificateFromDomain',
    'DetachCertificateFromDomainSuccess',
  ),
  attachOne: of(
    operations.AttachCertificateToDomainDocument,
    'attachCertificateToDomain',
    'AttachCertificateToDomainSuccess',
  ),
  create: of(operations.CreateCertificateDocument, 'createCertificate', 'CreateCertificateSuccess'),
  update: of(operations.UpdateCertificateDocument, 'updateCertificate', 'UpdateCertificateSuccess'),
  delete: of(operations.DeleteCertificateDocument, 'deleteCertificate', 'DeleteCertificateSuccess'),
  replace: of(withContinueOnError(), 'replaceCertificate', 'ReplaceCertificateSuccess'),
  certificate: of(operations.CertificateDocument, 'certificate', 'Certificate'),
  certificates: of(operations.CertificatesDocument, 'certificates', 'CertificateConnection'),
  detachPreview: of(operations.DetachPreviewDocument, 'detachPreview', 'DetachPreview'),
  attachPreview: of(operations.AttachPreviewDocument, 'attachPreview', 'AttachPreview'),
  replacePreview: of(operations.ReplacePreviewDocument, 'replacePreview', 'ReplacePreview'),
  updatePreview: of(operations.UpdatePreviewDocument, 'updatePreview', 'UpdatePreview'),
  deletePreview: of(operations.DeletePreviewDocument, 'deletePreview', 'DeletePreview'),
  domain: of(operations.DomainDocument, 'domain', 'DomainPlacements'),
};

/** The operation that is handed out, with the argument that it leaves at its default. */
function withContinueOnError(): DocumentNode {
  const text = print(operations.ReplaceCertificateDocument as DocumentNode);
  return parse(
    text
      .replace('$firstDomains: Int!', '$continueOnError: Boolean! = false, $firstDomains: Int!')
      .replace('domains: $domains)', 'domains: $domains, continueOnError: $continueOnError)'),
  );
}

function of(document: unknown, field: string, success: string) {
  return { document: document as DocumentNode, field, success };
}

/** The variables of a request's document. */
export function variablesOf(request: OracleRequest): Record<string, unknown> {
  return CHANGES_OF_DOMAINS.has(request.kind) ? { ...argumentsOf(request), firstDomains: 20 } : argumentsOf(request);
}

/** The changes whose documents select the domains of a certificate. */
const CHANGES_OF_DOMAINS: ReadonlySet<RequestKind> = new Set([
  'detach',
  'attach',
  'detachOne',
  'attachOne',
  'update',
  'replace',
]);

function argumentsOf(request: OracleRequest): Record<string, unknown> {
  switch (request.kind) {
    case 'detach': {
      const { certificateId, domains, skip } = request;
      return { certificateId, domains, ifNotAttached: skip ? 'SKIP' : 'FAIL' };
    }
    case 'create':
      return {
        input: { name: request.name, ...contentOf(request.content) },
        ifExists: request.mayExist ? 'RETURN' : 'FAIL',
      };
    case 'updatePreview':
    case 'update': {
      const { id, content, name } = request;
      return { id, input: { ...(name === undefined ? {} : { name }), ...contentOf(content) } };
    }
    case 'delete':
    case 'deletePreview':
      return { id: request.id, ifNotFound: 'FAIL' };
    case 'detachPreview':
      return { certificateId: request.certificateId, domains: request.domains, ifNotAttached: 'FAIL' };
    case 'certificate':
      return { id: request.id, firstDomains: 500 };
    case 'certificates':
      return { first: 500 };
    default: {
      const { kind: _, ...rest } = request;
      return rest;
    }
  }
}

function contentOf({ pem, key }: Content) {
  return { certContent: pem, privateKey: key };
}
