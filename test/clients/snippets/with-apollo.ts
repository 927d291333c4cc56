import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { DetachCertificateDomainsDocument } from '../../../schema/generated/operations';
import possibleTypes from '../../../schema/generated/possible-types.json';
import { typePolicies } from '../../../schema/generated/type-policies';
import { messageFor } from './message-for';

export function createClient(url: string, token: string) {
  return new ApolloClient({
    // Both are generated: fragments on `ApigError` need the first, lists that are read page by page the second.
    cache: new InMemoryCache({ ...possibleTypes, typePolicies }),
    link: new HttpLink({ uri: url, headers: { 'x-auth-token': token } }),
  });
}

export async function detach(client: ApolloClient, certificateId: string, domains: { domain: string }[]) {
  const { data } = await client.mutate({
    mutation: DetachCertificateDomainsDocument,
    variables: { certificateId, domains },
  });
  // The operation selects the certificate with its domains and the placements, which update the cache by their ids.
  if (!data?.detachCertificateDomains) throw new Error('The result could not be read.');
  return messageFor(data.detachCertificateDomains);
}
