import {
  CertificateDocument,
  type CertificateQuery,
  DetachCertificateDomainsDocument,
} from '../../schema/generated/operations';
import possibleTypes from '../../schema/generated/possible-types.json';
import { SAMPLE_IDS } from '../../src/simulator/seed';
import { TOKENS } from '../../src/simulator/tokens';
import { needsPackages } from '../support/needs';
import { startServerProcess } from '../support/process';

const id = SAMPLE_IDS.shopCertificate;

async function startClient(token: string) {
  const { ApolloClient, HttpLink, InMemoryCache } = await import('@apollo/client');
  const { url } = await startServerProcess();
  return new ApolloClient({
    cache: new InMemoryCache(possibleTypes),
    link: new HttpLink({ uri: `${url}/graphql`, headers: { 'x-auth-token': token } }),
  });
}

needsPackages('test/clients', '@apollo/client')(
  'Apollo Client, with the generated operations and possible types',
  () => {
    it('caches a certificate by its id, and reads its domains again after a detach', async () => {
      const client = await startClient(TOKENS.admin);
      const names = ({ certificate }: CertificateQuery) =>
        certificate?.__typename === 'Certificate'
          ? certificate.domains?.edges.map(({ node }) => node?.name)
          : undefined;
      const query = { query: CertificateDocument, variables: { id } };
      const { data: before } = await client.query(query);
      if (!before) throw new Error('no data');
      expect(names(before)).toContain('www.shop.example.com');

      const { data } = await client.mutate({
        mutation: DetachCertificateDomainsDocument,
        variables: { certificateId: id, domains: [{ domain: 'www.shop.example.com' }] },
      });
      expect(data?.detachCertificateDomains?.__typename).toBe('DetachCertificateDomainsSuccess');
      const { data: after } = await client.query({ ...query, fetchPolicy: 'network-only' });
      if (!after) throw new Error('no data');
      expect(names(after)).not.toContain('www.shop.example.com');
      // Kept by its id: one object in the cache, whichever operation read it.
      const keys = Object.keys(client.cache.extract() as object).filter((key) => key.startsWith('Certificate:'));
      expect(keys).toEqual([`Certificate:${id}`]);
    });

    it('recognizes an error result by its type, through the interface that all share', async () => {
      const client = await startClient(TOKENS.reader);
      const { data } = await client.mutate({
        mutation: DetachCertificateDomainsDocument,
        variables: { certificateId: id, domains: [{ domain: 'www.shop.example.com' }] },
      });
      const result = data?.detachCertificateDomains;
      if (result?.__typename !== 'ApigPermissionDeniedError') throw new Error(`got ${result?.__typename}`);
      expect(result).toMatchObject({ code: 'APIG.1020', retryable: false });
      expect(result.encodedAuthorizationMessage).toEqual(expect.any(String));
    });
  },
);
