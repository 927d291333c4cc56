import type { operations } from './apig';

/** The name of one of the upstream's operations (`operationId` of the OpenAPI document). */
export type OperationId = keyof operations;

/** The method, path template and success status of each operation of the OpenAPI document. A test compares the two. */
export const OPERATIONS = {
  listCertificates: ['GET', '/v2/{project_id}/apigw/certificates', 200],
  createCertificate: ['POST', '/v2/{project_id}/apigw/certificates', 200],
  showCertificate: ['GET', '/v2/{project_id}/apigw/certificates/{certificate_id}', 200],
  updateCertificate: ['PUT', '/v2/{project_id}/apigw/certificates/{certificate_id}', 200],
  deleteCertificate: ['DELETE', '/v2/{project_id}/apigw/certificates/{certificate_id}', 204],
  listAttachedDomains: ['GET', '/v2/{project_id}/apigw/certificates/{certificate_id}/attached-domains', 200],
  attachDomains: ['POST', '/v2/{project_id}/apigw/certificates/{certificate_id}/domains/attach', 204],
  detachDomains: ['POST', '/v2/{project_id}/apigw/certificates/{certificate_id}/domains/detach', 204],
  attachCertificates: [
    'POST',
    '/v2/{project_id}/apigw/instances/{instance_id}/api-groups/{group_id}/domains/{domain_id}/certificates/attach',
    204,
  ],
  detachCertificates: [
    'POST',
    '/v2/{project_id}/apigw/instances/{instance_id}/api-groups/{group_id}/domains/{domain_id}/certificates/detach',
    204,
  ],
  listGateways: ['GET', '/v2/{project_id}/apigw/instances', 200],
  listApiGroups: ['GET', '/v2/{project_id}/apigw/instances/{instance_id}/api-groups', 200],
  showApiGroup: ['GET', '/v2/{project_id}/apigw/instances/{instance_id}/api-groups/{group_id}', 200],
} as const satisfies Record<OperationId, readonly ['GET' | 'POST' | 'PUT' | 'DELETE', string, 200 | 204]>;

/**
 * The IAM action that each operation needs, as its page of the API reference names it under "Authorization Information" (identity
 * policies; ListCertificatesV2, BatchAssociateDomainsV2, BatchDisassociateDomainsV2, BatchAssociateCertsV2 and
 * BatchDisassociateCertsV2, the last two of which depend on the actions `get`). Absent if we have no source.
 */
export const REQUIRED_ACTIONS: Readonly<Partial<Record<OperationId, string>>> = {
  listCertificates: 'apig:certificate:list',
  showCertificate: 'apig:certificate:get',
  attachDomains: 'apig:certificate:batchBindDomain',
  detachDomains: 'apig:certificate:batchUnbindDomain',
  attachCertificates: 'apig:apiGroup:batchBindCertificateToDomain',
  detachCertificates: 'apig:apiGroup:batchUnbindCertificateFromDomain',
  showApiGroup: 'apig:apiGroup:get',
};
