import { Client, cacheExchange, fetchExchange } from '@urql/core';
import { DetachCertificateDomainsDocument } from '../../../schema/generated/operations';
import { messageFor } from './message-for';

export function createClient(url: string, token: string) {
  return new Client({
    url,
    preferGetMethod: false,
    // The document cache reads every query again that contained a type of a mutation's result.
    exchanges: [cacheExchange, fetchExchange],
    fetchOptions: { headers: { 'x-auth-token': token } },
  });
}

export async function detach(client: Client, certificateId: string, domains: { domain: string }[]) {
  const { data, error } = await client
    .mutation(DetachCertificateDomainsDocument, { certificateId, domains })
    .toPromise();
  if (!data?.detachCertificateDomains) throw error ?? new Error('The result could not be read.');
  return messageFor(data.detachCertificateDomains);
}
