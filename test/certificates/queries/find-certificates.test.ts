import { CertificatesDocument, type CertificatesQueryVariables } from '../../../schema/generated/operations';
import { certificate, sampleProject } from '../../../src/simulator/seed';
import { operationsOf, startTestServer, type TestServer } from '../../support/server';
import { startUpstream } from '../../support/upstream';

type Filter = NonNullable<CertificatesQueryVariables['filter']>;

async function page(server: TestServer, filter: Filter, first = 500, after: string | null = null) {
  server.forget();
  const { data } = await server.run(CertificatesDocument, { first, after, filter });
  const { certificates } = data;
  if (certificates?.__typename !== 'CertificateConnection') throw new Error(JSON.stringify(certificates));
  const names = certificates.edges.map(({ node }) => node?.name ?? '');
  return { names, ...certificates, calls: operationsOf(server.received) };
}

const inDays = (days: number) => new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString();

describe('filters that the upstream does not support', () => {
  it.each<[string, Filter, string[]]>([
    ['state EXPIRED', { state: 'EXPIRED' }, ['legacy_site']],
    ['state EXPIRING', { state: 'EXPIRING' }, ['billing_2026']],
    ['state NOT_YET_VALID', { state: 'NOT_YET_VALID' }, ['shop_wildcard_next']],
    ['state VALID', { state: 'VALID' }, ['shop_wildcard', 'partners_mtls', 'shop_renewed', 'partners_spare']],
    ['expiresBefore', { expiresBefore: inDays(15) }, ['legacy_site', 'billing_2026']],
    ['covers', { covers: 'WWW.shop.example.com' }, ['shop_wildcard', 'shop_wildcard_next', 'shop_renewed']],
    [
      'all of them and one of the upstream',
      { covers: 'www.shop.example.com', state: 'VALID', type: 'GLOBAL' },
      ['shop_wildcard', 'shop_renewed'],
    ],
    ['what nothing has', { covers: 'www.nowhere.example' }, []],
  ])('find by %s', async (_, filter, names) => {
    const server = await startTestServer();
    const found = await page(server, filter);
    expect(found.names).toEqual(names);
    expect(found.totalCount).toBe(names.length);
    expect(found.pageInfo.hasNextPage).toBe(false);
  });

  it('refuse an invalid domain name', async () => {
    const server = await startTestServer();
    const { data } = await server.run(CertificatesDocument, { first: 1, filter: { covers: 'a b' } });
    expect(data.certificates).toMatchObject({ __typename: 'ApigInvalidInputError', parameter: 'filter.covers' });
    expect(server.received).toEqual([]);
  });

  it('report an invalid cursor together with an invalid page size, and take IPv6 in brackets', async () => {
    const server = await startTestServer();
    const { data } = await server.run(CertificatesDocument, { first: 0, after: 'zzz' });
    const message = expect.stringMatching(/^after is not a cursor .* first must be 1 to 500\.$/);
    expect(data.certificates).toMatchObject({ __typename: 'ApigInvalidInputError', message });
    const found = await page(server, { covers: '[::1]' }, 1);
    expect(found.totalCount).toBe(0);
  });

  it('read every upstream page without losing or repeating certificates, and count them if requested', async () => {
    const now = new Date();
    const certificates = Array.from({ length: 1_234 }, (_, i) =>
      certificate(`c-${i}`, `name_${i}`, [i % 3 === 0 ? '*.third.example' : 'other.example'], { now, days: [-1, 90] }),
    );
    const projects = [{ ...sampleProject(now), certificates }];
    const server = await startTestServer({ projects, habits: { listWithoutGateway: 'all' } });
    const expected = certificates.filter((_, i) => i % 3 === 0).map(({ name }) => name);
    const filter = { covers: 'a.third.example' };
    const names: string[] = [];
    let after: string | null = null;
    let pages = 0;
    do {
      const found: Awaited<ReturnType<typeof page>> = await page(server, filter, 100, after);
      names.push(...found.names);
      expect(found.totalCount).toBe(expected.length);
      // The count reads every page, and none of them twice.
      expect(found.calls).toEqual(Array(3).fill('listCertificates'));
      after = found.pageInfo.hasNextPage ? (found.pageInfo.endCursor ?? null) : null;
      pages++;
    } while (after !== null);
    expect(names).toEqual(expected);
    expect(pages).toBe(Math.ceil(expected.length / 100));
    server.forget();
    await server.run(
      '{ certificates(first: 5, filter: { covers: "a.third.example" }) { ... on CertificateConnection { edges { node { name } } } } }',
    );
    expect(operationsOf(server.received)).toEqual(['listCertificates']);
  });

  it('read pages that are shorter than requested', async () => {
    const now = new Date();
    const certificates = Array.from({ length: 250 }, (_, i) =>
      certificate(`c-${i}`, `name_${i}`, ['a.example'], { now, days: [-1, 90] }),
    );
    const endpoint = await startUpstream((request, response) => {
      const offset = Number(new URL(request.url ?? '', 'http://upstream').searchParams.get('offset'));
      const certs = certificates.slice(offset, offset + 100);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ certs, size: certs.length, total: certificates.length }));
    });
    const server = await startTestServer({ endpoint });
    const found = await page(server, { covers: 'a.example' }, 500);
    expect(found.names).toEqual(certificates.map(({ name }) => name));
    expect(found.totalCount).toBe(250);
  });

  it('read each certificate once, at most eight at a time, if the state requires it', async () => {
    const now = new Date();
    const certificates = Array.from({ length: 60 }, (_, i) =>
      certificate(`c-${i}`, `name_${i}`, ['a.example'], { now, days: [i % 2 === 0 ? -1 : 5, 90] }),
    );
    const projects = [{ ...sampleProject(now), certificates }];
    const server = await startTestServer({ projects, habits: { listWithoutGateway: 'all' } });
    const found = await page(server, { state: 'NOT_YET_VALID' }, 10);
    expect(found.names).toHaveLength(10);
    expect(found.totalCount).toBe(30);
    expect(found.calls.filter((it) => it === 'showCertificate')).toHaveLength(60);
    expect(found.calls.filter((it) => it === 'listCertificates')).toHaveLength(1);
  });

  it('refuse a cursor of another filter', async () => {
    const server = await startTestServer();
    const { pageInfo } = await page(server, { state: 'VALID' }, 1);
    const { data } = await server.run(CertificatesDocument, {
      first: 1,
      after: pageInfo.endCursor ?? null,
      filter: { state: 'EXPIRED' },
    });
    expect(data.certificates).toMatchObject({ __typename: 'ApigInvalidInputError', parameter: 'after' });
  });
});
