import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import * as operations from '../../schema/generated/operations';

/** A certificate and its key in PEM, as the inputs of the changes take them. */
export interface CertificateContent {
  readonly certContent: string;
  readonly privateKey: string;
}

/** A request to which every upstream call replies with an error code. */
export interface FailingOperation {
  readonly name: string;
  readonly document: TypedDocumentNode<Record<string, Record<string, unknown>>, object>;
  readonly variables: (content: CertificateContent) => object;
  readonly isChange: boolean;
  /** True where the first call that fails is a read: then the change is never sent. */
  readonly readsFirst: boolean;
}

const domains = [{ domain: 'a.example.com', instanceIds: ['gateway-1'] }];
const placed = { domainId: 'd', certificateId: 'c', instanceId: 'i', groupId: 'g' };

/** Every root field at least once; `test/schema/completeness.test.ts` names those that are missing. */
export const FAILING_OPERATIONS: readonly FailingOperation[] = [
  row(operations.CertificateDocument, () => ({ id: 'c' })),
  row(operations.CertificatesDocument, () => ({ first: 1 })),
  row(operations.GatewaysDocument, () => ({ first: 1 })),
  row(operations.DomainDocument, () => ({ name: 'a.example.com' })),
  row(operations.DetachPreviewDocument, () => ({ certificateId: 'c', domains })),
  row(operations.AttachPreviewDocument, () => ({ certificateId: 'c', domains })),
  row(operations.ReplacePreviewDocument, () => ({ from: 'c', to: 'd', domains })),
  row(operations.UpdatePreviewDocument, (content) => ({ id: 'c', input: content })),
  row(operations.DeletePreviewDocument, () => ({ id: 'c' })),
  row(operations.DetachCertificateDomainsDocument, () => ({
    certificateId: 'c',
    domains,
    ifNotAttached: 'FAIL' as const,
  })),
  row(
    operations.DetachCertificateDomainsDocument,
    () => ({ certificateId: 'c', domains, ifNotAttached: 'SKIP' as const }),
    'reads first',
  ),
  row(operations.AttachCertificateDomainsDocument, () => ({ certificateId: 'c', domains }), 'reads first'),
  row(operations.AttachCertificateToDomainDocument, () => placed),
  row(operations.DetachCertificateFromDomainDocument, () => placed),
  row(operations.DetachCertificateFromDomainDocument, () => ({ domainId: 'd', certificateId: 'c' }), 'reads first'),
  row(operations.CreateCertificateDocument, (content) => ({ input: { name: 'site', ...content } })),
  row(
    operations.CreateCertificateDocument,
    (content) => ({ input: { name: 'site', ...content }, ifExists: 'RETURN' as const }),
    'reads first',
  ),
  row(operations.UpdateCertificateDocument, (content) => ({ id: 'c', input: content }), 'reads first'),
  row(operations.DeleteCertificateDocument, () => ({ id: 'c' }), 'reads first'),
  row(operations.ReplaceCertificateDocument, () => ({ from: 'c', to: 'd', domains }), 'reads first'),
];

function row<Variables extends object>(
  document: TypedDocumentNode<object, Variables>,
  variables: (content: CertificateContent) => Variables,
  order?: 'reads first',
): FailingOperation {
  const definition = operationOf(document);
  return {
    name: [definition?.name?.value, order].filter(Boolean).join(', '),
    document: document as unknown as FailingOperation['document'],
    variables,
    isChange: definition?.operation === 'mutation',
    readsFirst: order !== undefined,
  };
}

function operationOf({ definitions }: DocumentNode): OperationDefinitionNode | undefined {
  return definitions.find((it) => it.kind === 'OperationDefinition');
}
