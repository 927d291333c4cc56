import { initGraphQLTada, type ResultOf } from 'gql.tada';
import { print } from 'graphql';
// Written by `gql.tada generate-output` from schema/api.graphql.
import type { introspection } from './graphql-env';

const graphql = initGraphQLTada<{ introspection: introspection; scalars: { DateTime: string } }>();

const DETACH = graphql(`
  mutation Detach($certificateId: ID!, $domains: [CertificateDomainInput!]!) {
    detachCertificateDomains(certificateId: $certificateId, domains: $domains) {
      __typename
      ... on DetachCertificateDomainsSuccess {
        domains { domain placements { id certificate { id } } }
        certificate { id domains { totalCount } }
      }
      ... on ApigUpstreamError { outcome }
      ... on ApigError { code message retryable }
    }
  }
`);

export async function detach(url: string, token: string, certificateId: string, domains: { domain: string }[]) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-auth-token': token },
    body: JSON.stringify({ query: print(DETACH), variables: { certificateId, domains } }),
  });
  const { data } = (await response.json()) as { data?: ResultOf<typeof DETACH> };
  const result = data?.detachCertificateDomains;
  if (!result) throw new Error(`status ${response.status}`);
  if (result.__typename === 'DetachCertificateDomainsSuccess') {
    return `Detached from ${result.domains.map(({ domain }) => domain).join(', ')}.`;
  }
  if (result.__typename === 'ApigUpstreamError' && result.outcome === 'UNKNOWN') {
    return 'The outcome is unknown. Read the domains before you try again.';
  }
  return `${result.code}: ${result.message}`;
}
