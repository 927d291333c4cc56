import { Pool } from 'undici';

/**
 * What the hand-written peers serve: the part of the gateway's schema that the benchmark asks for, and no more. They pass the
 * token on and answer with a union; they check nothing, limit nothing, log nothing and count nothing.
 */
export const typeDefs = /* GraphQL */ `
  type Query {
    certificate(id: ID!): CertificateResult!
    certificates(first: Int! = 20, after: String, filter: CertificateFilter): CertificatesResult!
  }
  type Mutation {
    detachCertificateDomains(
      certificateId: ID!
      domains: [CertificateDomainInput!]!
      ifNotAttached: NotAttachedPolicy! = FAIL
    ): DetachCertificateDomainsResult
  }
  union CertificateResult = Certificate | ApigUpstreamError
  union CertificatesResult = CertificateConnection | ApigUpstreamError
  union DetachCertificateDomainsResult = DetachCertificateDomainsSuccess | ApigUpstreamError
  input CertificateFilter { instanceId: ID name: String }
  input CertificateDomainInput {
    domain: String!
    instanceIds: [ID!]
    verifiedClientCertificateEnabled: Boolean
  }
  enum NotAttachedPolicy { FAIL SKIP }
  enum DetachOutcome { DETACHED ALREADY_DETACHED }
  enum ChangeOutcome { NOT_APPLIED UNKNOWN }
  enum CertificateScope { GLOBAL INSTANCE }
  enum CertificateState { VALID EXPIRING EXPIRED NOT_YET_VALID }
  interface ApigError {
    code: String!
    message: String!
    retryable: Boolean!
    requestId: String
  }
  type ApigUpstreamError implements ApigError {
    code: String!
    message: String!
    retryable: Boolean!
    requestId: String
    outcome: ChangeOutcome
  }
  type DetachCertificateDomainsSuccess { domains: [DomainDetachment!]! }
  type DomainDetachment { domain: String! outcome: DetachOutcome! }
  type CertificateConnection { totalCount: Int! edges: [CertificateEdge!]! }
  type CertificateEdge { node: Certificate }
  type Certificate {
    id: ID!
    name: String!
    type: CertificateScope!
    instanceId: ID
    commonName: String
    san: [String!]!
    notBefore: String
    notAfter: String!
    state: CertificateState!
    expiresInDays: Int!
    signatureAlgorithm: String
    hasTrustedRootCa: Boolean!
    domains(first: Int! = 20, after: String): DomainConnection
  }
  type DomainConnection { totalCount: Int! edges: [DomainEdge!]! }
  type DomainEdge { node: Domain }
  type Domain {
    id: ID!
    name: String!
    minTlsVersion: String!
    verifiedClientCertificateEnabled: Boolean!
  }
`;

const pool = new Pool(process.env.UPSTREAM, { connections: 64, pipelining: 1 });

/** The context of a request: what its upstream calls carry. */
export function contextOf(headers) {
  return { token: headers['x-auth-token'], base: `/v2/${headers['x-project-id']}/apigw` };
}

async function call({ token, base }, method, path, body) {
  const reply = await pool.request({
    method,
    path: base + path,
    headers: {
      accept: 'application/json',
      'x-auth-token': token,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await reply.body.text();
  const json = text === '' ? undefined : JSON.parse(text);
  if (reply.statusCode < 300) return json;
  throw new UpstreamError(reply.statusCode, json, reply.headers['x-request-id']);
}

class UpstreamError extends Error {
  constructor(status, json, requestId) {
    super(json?.error_msg ?? `The upstream answered with status ${status}`);
    this.result = {
      __typename: 'ApigUpstreamError',
      code: json?.error_code ?? String(status),
      message: this.message,
      retryable: status >= 500,
      requestId,
      outcome: status >= 500 ? 'UNKNOWN' : 'NOT_APPLIED',
    };
  }
}

async function answer(read) {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UpstreamError) return error.result;
    throw error;
  }
}

const DAY_MS = 24 * 60 * 60 * 1000;

function toCertificate(source) {
  const end = Date.parse(source.not_after);
  const days = Math.floor((end - Date.now()) / DAY_MS);
  return {
    __typename: 'Certificate',
    id: source.id,
    name: source.name,
    type: source.type.toUpperCase(),
    instanceId: source.instance_id === 'common' ? null : source.instance_id,
    commonName: source.common_name,
    san: source.san,
    notBefore: source.not_before && new Date(source.not_before).toISOString(),
    notAfter: new Date(end).toISOString(),
    state: days < 0 ? 'EXPIRED' : days <= 30 ? 'EXPIRING' : 'VALID',
    expiresInDays: days,
    signatureAlgorithm: source.signature_algorithm,
    hasTrustedRootCa: source.is_has_trusted_root_ca,
  };
}

export const resolvers = {
  Query: {
    certificate: (_, { id }, context) =>
      answer(async () => toCertificate(await call(context, 'GET', `/certificates/${encodeURIComponent(id)}`))),
    certificates: (_, { first, filter }, context) =>
      answer(async () => {
        const query = new URLSearchParams({ limit: first });
        if (filter?.instanceId) query.set('instance_id', filter.instanceId);
        const page = await call(context, 'GET', `/certificates?${query}`);
        return {
          __typename: 'CertificateConnection',
          totalCount: page.total,
          edges: page.certs.map((source) => ({ node: toCertificate(source) })),
        };
      }),
  },
  Mutation: {
    detachCertificateDomains: (_, { certificateId, domains }, context) =>
      answer(async () => {
        const body = { domains: domains.map(({ domain, instanceIds }) => ({ domain, instance_ids: instanceIds })) };
        await call(context, 'POST', `/certificates/${encodeURIComponent(certificateId)}/domains/detach`, body);
        return {
          __typename: 'DetachCertificateDomainsSuccess',
          domains: domains.map(({ domain }) => ({ domain, outcome: 'DETACHED' })),
        };
      }),
  },
  Certificate: {
    domains: async ({ id }, { first }, context) => {
      const page = await call(context, 'GET', `/certificates/${id}/attached-domains?limit=${first}`);
      return {
        totalCount: page.total,
        edges: page.bound_domains.map((it) => ({
          node: {
            id: it.id,
            name: it.url_domain,
            minTlsVersion: it.min_ssl_version,
            verifiedClientCertificateEnabled: it.verified_client_certificate_enabled,
          },
        })),
      };
    },
  },
};
