import {
  AttachCertificateDomainsDocument,
  CertificateDocument,
  type CertificateQuery,
  DetachCertificateDomainsDocument,
  DomainDocument,
} from '../../schema/generated/operations';
import possibleTypes from '../../schema/generated/possible-types.json';
import { SAMPLE_IDS } from '../../src/simulator/seed';
import { TOKENS } from '../../src/simulator/tokens';
import { needsPackages } from '../support/needs';
import { startServerProcess } from '../support/process';

const id = SAMPLE_IDS.shopCertificate;
const NAME = 'www.shop.example.com';

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

    it('has the state after a change in its cache without another request, as the shipped operations select it', async () => {
      const client = await startClient(TOKENS.admin);
      const names = () => {
        const { certificate } = client.readQuery({ query: CertificateDocument, variables: { id } }) ?? {};
        return certificate?.__typename === 'Certificate'
          ? certificate.domains?.edges.map(({ node }) => node?.name)
          : undefined;
      };
      const holder = () => {
        const { domain } = client.readQuery({ query: DomainDocument, variables: { name: NAME } }) ?? {};
        if (domain?.__typename !== 'DomainPlacements') throw new Error('not cached');
        return domain.placements[0]?.certificate?.id ?? null;
      };
      await client.query({ query: CertificateDocument, variables: { id } });
      await client.query({ query: DomainDocument, variables: { name: NAME } });
      expect([names()?.includes(NAME), holder()]).toEqual([true, id]);

      const variables = { certificateId: id, domains: [{ domain: NAME }] };
      await client.mutate({ mutation: DetachCertificateDomainsDocument, variables });
      expect([names()?.includes(NAME), holder()]).toEqual([false, null]);
      await client.mutate({ mutation: AttachCertificateDomainsDocument, variables });
      expect([names()?.includes(NAME), holder()]).toEqual([true, id]);
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
