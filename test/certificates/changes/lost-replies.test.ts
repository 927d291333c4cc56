import { DetachCertificateDomainsDocument } from '../../../schema/generated/operations';
import { startTestServer } from '../../support/server';
import { startUpstream } from '../../support/upstream';

const NAMES = ['a.example.com', 'b.example.com'];

/** The upstream's response to the detach, and the domains that are still attached when they are read afterwards. */
interface Upstream {
  readonly post: 'hang' | 'hangup' | number;
  readonly left: readonly string[];
  readonly readsFail?: boolean;
}

async function detach({ post, left, readsFail }: Upstream) {
  const posts: string[] = [];
  const endpoint = await startUpstream((request, response) => {
    if (request.method === 'POST') {
      posts.push(request.url ?? '');
      request.resume();
      if (post === 'hangup') response.destroy();
      else if (post !== 'hang') response.writeHead(post).end();
    } else if (readsFail) {
      response.writeHead(500).end();
    } else {
      const bound_domains = left.map((url_domain) => ({
        id: url_domain.replaceAll('.', '-'),
        url_domain,
        instance_id: 'gw',
      }));
      response.end(JSON.stringify({ size: left.length, total: left.length, bound_domains }));
    }
  });
  const server = await startTestServer({ endpoint, env: { UPSTREAM_TIMEOUT_MS: '300' } });
  const { data } = await server.run(DetachCertificateDomainsDocument, {
    certificateId: 'certificate-1',
    domains: NAMES.map((domain) => ({ domain })),
    ifNotAttached: 'FAIL',
  });
  expect(posts).toHaveLength(1);
  return data.detachCertificateDomains;
}

describe('a detach whose response is lost or unclear', () => {
  const LOST: [string, Upstream['post'], string, number | null][] = [
    ['is lost', 'hangup', 'GATEWAY.CONNECTION_LOST', null],
    ['does not come in time', 'hang', 'GATEWAY.TIMEOUT', null],
    ['is a 500', 500, 'GATEWAY.HTTP_500', 500],
    ['is a 302', 302, 'GATEWAY.HTTP_302', 302],
    ['is a 200 where 204 is due', 200, 'GATEWAY.UNREADABLE_REPLY', 200],
  ];

  it.each(LOST)('reads the attached domains when it %s: none left is a success', async (_, post) => {
    expect(await detach({ post, left: ['other.example.com'] })).toMatchObject({
      __typename: 'DetachCertificateDomainsSuccess',
      domains: NAMES.map((domain) => ({ domain, outcome: 'DETACHED' })),
    });
  });

  it.each(LOST)(
    'is UNKNOWN when it %s and all domains are still attached, since it may still be applied',
    async (_, post, code, upstreamStatus) => {
      expect(await detach({ post, left: NAMES })).toMatchObject({
        __typename: 'ApigUpstreamError',
        code,
        upstreamStatus,
        // A redirect is a configuration error, so a retry does not help.
        retryable: post !== 302,
        outcome: 'UNKNOWN',
        message: expect.stringMatching(
          /The outcome of the change is unknown\. At 20\d\d-.*, the certificate was still attached to a\.example\.com on gateway gw, .*SKIP/,
        ),
      });
    },
  );

  it.each(LOST)('is UNKNOWN when it %s and some domains are still attached', async (_, post) => {
    expect(await detach({ post, left: ['A.example.com'] })).toMatchObject({ outcome: 'UNKNOWN' });
  });

  it.each(LOST)('is UNKNOWN when it %s and reading the state fails too', async (_, post) => {
    expect(await detach({ post, left: [], readsFail: true })).toMatchObject({ outcome: 'UNKNOWN' });
  });

  it('is NOT_APPLIED without reading the state if no connection was established', async () => {
    const server = await startTestServer({ endpoint: 'http://127.0.0.1:1' });
    const { data } = await server.run(DetachCertificateDomainsDocument, {
      certificateId: 'certificate-1',
      domains: [{ domain: 'a.example.com' }],
      ifNotAttached: 'FAIL',
    });
    expect(data.detachCertificateDomains).toMatchObject({
      __typename: 'ApigUpstreamError',
      code: 'GATEWAY.UNREACHABLE',
      outcome: 'NOT_APPLIED',
      retryable: true,
    });
  });
});

describe('two detaches of one certificate', () => {
  it('run one after the other, while another certificate does not wait', async () => {
    const events: string[] = [];
    const endpoint = await startUpstream((request, response) => {
      const id = /certificates\/([^/]+)/.exec(request.url ?? '')?.[1];
      // The certificate and its domains are read after the change.
      if (request.method === 'GET') return response.writeHead(404).end();
      events.push(`start ${id}`);
      setTimeout(() => {
        events.push(`end ${id}`);
        response.writeHead(204).end();
      }, 800);
    });
    const server = await startTestServer({ endpoint });
    const detachOne = (certificateId: string) =>
      server.run(DetachCertificateDomainsDocument, {
        certificateId,
        domains: [{ domain: 'a.example.com' }],
        ifNotAttached: 'FAIL',
      });
    await Promise.all([detachOne('one'), detachOne('one'), detachOne('two')]);
    expect(events.filter((event) => event.endsWith('one'))).toEqual(['start one', 'end one', 'start one', 'end one']);
    expect(events.indexOf('start two')).toBeLessThan(events.indexOf('end one'));
  });

  it('do not wait beyond the deadline of the request, after which nothing is sent', async () => {
    let posts = 0;
    const endpoint = await startUpstream((request, response) => {
      if (request.method === 'POST') posts++;
      else
        response.end(
          JSON.stringify({
            size: 0,
            total: 0,
            bound_domains: [{ id: 'd', url_domain: 'a.example.com', instance_id: 'g' }],
          }),
        );
    });
    const server = await startTestServer({
      endpoint,
      env: { UPSTREAM_TIMEOUT_MS: '600', REQUEST_TIMEOUT_MS: '400' },
    });
    const detachOne = () =>
      server.run(DetachCertificateDomainsDocument, {
        certificateId: 'one',
        domains: [{ domain: 'a.example.com' }],
        ifNotAttached: 'FAIL',
      });
    const [first, second] = await Promise.all([detachOne(), detachOne()]);
    expect(first.data.detachCertificateDomains).toMatchObject({ code: 'GATEWAY.TIMEOUT', outcome: 'UNKNOWN' });
    expect(second.data.detachCertificateDomains).toMatchObject({ code: 'GATEWAY.TIMEOUT', outcome: 'NOT_APPLIED' });
    expect(posts).toBe(1);
  });
});
