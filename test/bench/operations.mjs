const DOMAIN = 'www.shop.example.com';

/** Requests of the same kind that take turns, each for a certificate of its own: changes of one certificate run one by one. */
const VARIANTS = 512;

const certificateId = (variant) => `a27be832f2e9441c8127fe48e3b5${String(variant).padStart(4, '0')}`;

export const PROJECT_ID = '73d69ae0cfcf460190522d06b60f05ad';

/** IAM tokens are several KB long; this one is of 2 KB, in every request. */
export const TOKEN = `MIIF${'0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_'.repeat(32)}`.slice(
  0,
  2048,
);

const ERROR = '... on ApigError { code message retryable requestId }';

const DETACH = `mutation DetachDomains($certificateId: ID!, $domains: [CertificateDomainInput!]!) {
  detachCertificateDomains(certificateId: $certificateId, domains: $domains) {
    __typename
    ... on DetachCertificateDomainsSuccess { domains { domain outcome } }
    ${ERROR}
    ... on ApigUpstreamError { outcome }
  }
}`;

const CERTIFICATE = `query Certificate($id: ID!) {
  certificate(id: $id) {
    __typename
    ... on Certificate {
      id name type instanceId commonName san notBefore notAfter state expiresInDays signatureAlgorithm hasTrustedRootCa
    }
    ${ERROR}
  }
}`;

const CERTIFICATES = `query Certificates($first: Int!, $filter: CertificateFilter) {
  certificates(first: $first, filter: $filter) {
    __typename
    ... on CertificateConnection {
      totalCount
      edges {
        node {
          id name commonName notAfter
          domains(first: 20) { totalCount edges { node { id name minTlsVersion verifiedClientCertificateEnabled } } }
        }
      }
    }
    ${ERROR}
  }
}`;

const HIVE_ERROR = '... on ApiError { error_code error_msg request_id }';

const HIVE_CERTIFICATES = `query Certificates($project: String!, $first: PositiveInt!, $instance: String!) {
  listCertificates(project_id: $project, limit: $first, instance_id: $instance) {
    __typename
    ... on CertificatePage {
      total
      certs {
        id name common_name not_after
        domains {
          ... on AttachedDomainPage {
            total bound_domains { id url_domain min_ssl_version verified_client_certificate_enabled }
          }
          ${HIVE_ERROR}
        }
      }
    }
    ${HIVE_ERROR}
  }
}`;

const HIVE_DETACH = `mutation DetachDomains($project: String!, $id: String!, $input: DomainsBody_Input) {
  detachDomains(project_id: $project, certificate_id: $id, input: $input) {
    __typename
    ${HIVE_ERROR}
  }
}`;

const HIVE_CERTIFICATE = `query Certificate($project: String!, $id: String!) {
  showCertificate(project_id: $project, certificate_id: $id) {
    __typename
    ... on CertificateDetails {
      id name type instance_id common_name san not_before not_after signature_algorithm is_has_trusted_root_ca
    }
    ${HIVE_ERROR}
  }
}`;

/** A list of so many certificates of one gateway with their domains. */
export function listOperation(count) {
  const instance = `gw-${count}`;
  return {
    title: `\`certificates(first: ${count}) { domains }\` of one gateway`,
    connections: 16,
    warmUpRequests: 2_000,
    requests: [
      {
        graphql: { query: CERTIFICATES, variables: { first: count, filter: { instanceId: instance } } },
        rest: { method: 'GET', path: `/v2/${PROJECT_ID}/apigw/certificates?instance_id=${instance}&limit=${count}` },
        hive: { query: HIVE_CERTIFICATES, variables: { project: PROJECT_ID, first: count, instance } },
      },
    ],
  };
}

/**
 * What is asked for. `rest` is the call that the bare proxy passes through: for the list, the page alone.
 * `hive` is the same in the schema that Hive Gateway makes from the OpenAPI document.
 */
export const OPERATIONS = {
  detach: {
    title: '`detachCertificateDomains`',
    connections: 64,
    warmUpRequests: 30_000,
    requests: variants((id) => ({
      graphql: { query: DETACH, variables: { certificateId: id, domains: [{ domain: DOMAIN }] } },
      rest: {
        method: 'POST',
        path: `/v2/${PROJECT_ID}/apigw/certificates/${id}/domains/detach`,
        body: { domains: [{ domain: DOMAIN }] },
      },
      hive: { query: HIVE_DETACH, variables: { project: PROJECT_ID, id, input: { domains: [{ domain: DOMAIN }] } } },
    })),
  },
  certificate: {
    title: '`certificate(id)`',
    connections: 64,
    warmUpRequests: 30_000,
    requests: variants((id) => ({
      graphql: { query: CERTIFICATE, variables: { id } },
      rest: { method: 'GET', path: `/v2/${PROJECT_ID}/apigw/certificates/${id}` },
      hive: { query: HIVE_CERTIFICATE, variables: { project: PROJECT_ID, id } },
    })),
  },
  list: listOperation(50),
};

function variants(make) {
  return Array.from({ length: VARIANTS }, (_, variant) => make(certificateId(variant)));
}
