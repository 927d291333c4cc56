import { DetachCertificateDomainsDocument } from '../../../schema/generated/operations';
import { startTestServer } from '../../support/server';
import { startUpstream } from '../../support/upstream';

/** An upstream on which another client detaches domains between the server's read and its change. */
async function detachWithRace(attachedAtRead: string[][]) {
  const posts: string[][] = [];
  let reads = 0;
  const endpoint = await startUpstream((request, response) => {
    if (request.method === 'GET') {
      const names = attachedAtRead[Math.min(reads++, attachedAtRead.length - 1)] ?? [];
      const bound_domains = names.map((url_domain) => ({
        id: url_domain.replaceAll('.', '-'),
        url_domain,
        instance_id: 'gw',
      }));
      response.end(JSON.stringify({ size: names.length, total: names.length, bound_domains }));
      return;
    }
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const names = (JSON.parse(body).domains as { domain: string }[]).map(({ domain }) => domain);
      posts.push(names);
      const attached = attachedAtRead[Math.min(reads, attachedAtRead.length - 1)] ?? [];
      if (names.every((name) => attached.includes(name))) response.writeHead(204).end();
      else response.writeHead(404).end(JSON.stringify({ error_code: 'APIG.3097', error_msg: 'no binding' }));
    });
  });
  const server = await startTestServer({ endpoint });
  const { data } = await server.run(DetachCertificateDomainsDocument, {
    certificateId: 'c-1',
    domains: [{ domain: 'a.example.com' }, { domain: 'b.example.com' }],
    ifNotAttached: 'SKIP',
  });
  return { posts, result: data.detachCertificateDomains };
}

describe('a detach with SKIP, while others detach too', () => {
  const [A, B, OTHER] = ['a.example.com', 'b.example.com', 'other.example.com'];

  it('reads again and continues with the remaining domains', async () => {
    const { posts, result } = await detachWithRace([
      [A, B, OTHER],
      [B, OTHER],
    ]);
    expect(posts).toEqual([[A, B], [B]]);
    expect(result).toMatchObject({
      domains: [
        { domain: A, outcome: 'ALREADY_DETACHED' },
        { domain: B, outcome: 'DETACHED' },
      ],
    });
  });

  it('is a success if no domains remain', async () => {
    const { posts, result } = await detachWithRace([[A, B, OTHER], [OTHER]]);
    expect(posts).toEqual([[A, B]]);
    expect(result).toMatchObject({ domains: [{ outcome: 'ALREADY_DETACHED' }, { outcome: 'ALREADY_DETACHED' }] });
  });

  it('returns the refusal after three attempts', async () => {
    // The state has always changed by the time the change arrives.
    const { posts, result } = await detachWithRace([[A, B], [A], [B], [A], [B]]);
    expect(posts).toEqual([[A, B], [A], [B]]);
    expect(result).toMatchObject({ __typename: 'ApigDomainNotAttachedError', code: 'APIG.3097' });
  });
});
