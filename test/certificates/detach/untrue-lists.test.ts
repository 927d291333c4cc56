import { TOKENS } from '../../../src/simulator/tokens';
import { body, isChange, NAME, ON_ONE, reply, start, UNKNOWN } from '../../support/unclear-upstream';

const ROW = { url_domain: NAME, id: 'domain-1', instance_id: 'gw-1' };
const page = (row: object) => ({ total: 1, size: 1, bound_domains: [{ ...ROW, ...row }] });

/** Starts a server whose upstream fails every change, and lists the domains of the certificate as the test says. */
async function startListing(list: object) {
  return start(ON_ONE, (request) => {
    if (isChange(request)) return reply(500, body('APIG.9999'));
    return request.path.includes('attached-domains') ? reply(200, JSON.stringify(list)) : undefined;
  });
}

const UNTRUE: readonly [string, object][] = [
  ['an empty page with a size', { total: 0, size: 5, bound_domains: [] }],
  ['fewer rows than its size', { total: 1, size: 2, bound_domains: [{ ...ROW, url_domain: 'b.example.com' }] }],
  ['more rows than its total', { total: 0, bound_domains: [{ ...ROW, url_domain: 'b.example.com' }] }],
  ['an error without a code', { total: 0, error: 'boom', bound_domains: [] }],
  ['a name with a port', page({ url_domain: `${NAME}:443` })],
  ['a URL for a name', page({ url_domain: `https://${NAME}` })],
  ['a name with two final dots', page({ url_domain: `${NAME}..` })],
  ['a name of 600 characters', page({ url_domain: `${NAME}${' '.repeat(600)}` })],
  ['a gateway with blanks around its id', page({ instance_id: ' gw-1 ' })],
];

async function detachTwice(list: object) {
  const { detach, sent } = await startListing(list);
  const [first, second] = [await detach(), await detach('SKIP')];
  const isUnread = first.message?.includes('The state could not be read.');
  return { first: first.outcome, isUnread, second: second.outcome, sent: sent.length };
}

describe('a detach is not taken as done', () => {
  it('after a list that contradicts itself or has names and ids that are none, and with SKIP nothing is sent', async () => {
    expect(await Promise.all(UNTRUE.map(([, list]) => detachTwice(list)))).toEqual(
      UNTRUE.map(() => ({ first: 'UNKNOWN', isUnread: true, second: 'NOT_APPLIED', sent: 1 })),
    );
  });

  it('while the gateway is listed with its id in another case', async () => {
    const { server } = await startListing(page({ instance_id: 'GW-1' }));
    const { data } = await server.run<{ it: object }, object>(`mutation {
      it: detachCertificateDomains(certificateId: "cert-1", domains: [{ domain: "${NAME}", instanceIds: ["gw-1"] }]) {
        __typename
        ... on ApigUpstreamError { outcome }
      }
    }`);
    expect(data.it).toEqual(UNKNOWN);
  });
});

describe('the message about what a read-back saw', () => {
  const LONG_TOKEN = `MII${'abcdEFGH0123ijkl+/MNOP4567qrst'.repeat(6)}==`;

  it('does not contain a text in place of a gateway id: the token, HTML, a key, 2 MB', async () => {
    const ids = [
      LONG_TOKEN,
      Buffer.from(LONG_TOKEN).toString('base64'),
      '<script>\n\nalert(1)</script>',
      '-----BEGIN PRIVATE KEY-----\nMIIabc\n-----END PRIVATE KEY-----',
      'x'.repeat(2_000_000),
    ];
    const detached = ids.map(async (id) => {
      const { detach } = await startListing(page({ instance_id: id }));
      return detach('FAIL', NAME, 'cert-1', LONG_TOKEN);
    });
    for (const [index, result] of (await Promise.all(detached)).entries()) {
      expect(result).toMatchObject(UNKNOWN);
      expect(result.message?.length).toBeLessThan(500);
      expect(result.message).not.toContain(ids[index]?.slice(0, 12));
    }
  });

  it('does not contain a token that is a valid id', async () => {
    const { detach } = await startListing(page({ instance_id: TOKENS.admin }));
    const { message } = await detach();
    expect(message).toContain(`still attached to ${NAME} on gateway ***.`);
  });
});
