import { print } from 'graphql';
import {
  DetachCertificateDomainsDocument,
  type DetachCertificateDomainsMutation,
} from '../../../schema/generated/operations';
import { messageFor } from './message-for';

export async function detach(url: string, token: string, certificateId: string, domains: { domain: string }[]) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-auth-token': token },
    body: JSON.stringify({ query: print(DetachCertificateDomainsDocument), variables: { certificateId, domains } }),
  });
  // Errors of the union have status 200. Any other status is a request that was not executed: it has `errors` and no `data`.
  const { data, errors } = (await response.json()) as {
    data?: DetachCertificateDomainsMutation;
    errors?: readonly { readonly message: string }[];
  };
  if (!data?.detachCertificateDomains) throw new Error(errors?.[0]?.message ?? `status ${response.status}`);
  return messageFor(data.detachCertificateDomains);
}
