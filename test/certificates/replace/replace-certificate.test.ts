import { ReplaceCertificateDocument } from '../../../schema/generated/operations';
import { certificate, SAMPLE_IDS, sampleProject } from '../../../src/simulator/seed';
import { type Intercepted, type Interception, startInterceptor } from '../../support/interceptor';
import { startTestServer } from '../../support/server';
import { startTestSimulator } from '../../support/simulator';

const FROM = SAMPLE_IDS.shopCertificate;
const TO = 'next0000';
const REFUSED = { status: 400, body: { error_code: 'APIG.2103', error_msg: 'no match' } };
const FAILED = { status: 500, body: { error_code: 'APIG.3500', error_msg: 'failed' } };

/** The sample project with additional certificates that can replace others. */
function project() {
  const now = new Date();
  const sample = sampleProject(now);
  const make = (id: string, san: string[], more: object = {}, days: [number, number] = [-1, 300]) =>
    certificate(id, `name_${id}`, san, { now, days, more });
  const shop = ['*.shop.example.com', '*.assets.shop.example.com'];
  sample.certificates.push(
    make(TO, shop),
    make('narrow', ['www.shop.example.com']),
    make('expired', shop, {}, [-30, -1]),
    make('early', shop, {}, [5, 300]),
    make('elsewhere', shop, { type: 'instance', instance_id: SAMPLE_IDS.partnerGateway }),
    make('partners', ['*.partners.example.org', 'partners.example.org']),
    make('partners-ca', ['*.partners.example.org', 'partners.example.org'], { is_has_trusted_root_ca: true }),
  );
  return sample;
}

/** Starts a server on a simulator, with an interceptor between them that follows the rule. */
async function start(rule: (request: Intercepted, count: number) => Interception = () => undefined) {
  const { simulator } = await startTestSimulator({ projects: [project()] });
  const sent: string[] = [];
  const endpoint = await startInterceptor(
    () => simulator.url,
    (request) => {
      const name = /certificates\/([\w-]+)\/domains\/(\w+)$/.exec(request.url);
      if (!name) return rule(request, 0);
      const label = `${name[2]} ${name[1] === FROM ? 'from' : name[1] === TO ? 'to' : name[1]}`;
      sent.push(label);
      return rule(request, sent.filter((it) => it === label).length);
    },
  );
  const server = await startTestServer({ endpoint });
  const replace = async (domains: string[], to: string = TO, from: string = FROM) => {
    const { data } = await server.run(ReplaceCertificateDocument, {
      from,
      to,
      domains: domains.map((domain) => ({ domain })),
    });
    return data.replaceCertificate;
  };
  const holders = (name: string) =>
    (simulator.projects[0]?.domains ?? []).filter((it) => it.name === name).map((it) => it.certificateId);
  return { gateway: server, replace, holders, sent, project: simulator.projects[0] };
}

describe('replaceCertificate', () => {
  it('attaches the new certificate to every domain, those with a redirect last, and changes nothing the second time', async () => {
    const { replace, holders, sent } = await start();
    const domains = ['www.shop.example.com', 'api.shop.example.com'];
    expect(await replace(domains)).toMatchObject({
      __typename: 'ReplaceCertificateSuccess',
      domains: domains.map((domain) => ({ domain, outcome: 'REPLACED', error: null })),
    });
    // api is on two gateways: a step each; www redirects HTTP to HTTPS.
    expect(sent).toEqual(Array(3).fill(['detach from', 'attach to']).flat());
    expect([...holders('www.shop.example.com'), ...holders('api.shop.example.com')]).toEqual([TO, TO, TO]);
    sent.length = 0;
    expect(await replace(domains)).toMatchObject({
      __typename: 'ReplaceCertificateSuccess',
      domains: [{ outcome: 'UNCHANGED' }, { outcome: 'UNCHANGED' }],
    });
    expect(sent).toEqual([]);
  });

  it('attaches the new certificate to a domain that has none', async () => {
    const { replace, holders, sent } = await start();
    expect(await replace(['new.shop.example.com'])).toMatchObject({ domains: [{ outcome: 'REPLACED' }] });
    expect([sent, holders('new.shop.example.com')]).toEqual([['attach to'], [TO]]);
  });

  it.each([
    [
      'does not cover a domain',
      'narrow',
      'ApigInvalidCertificateError',
      /api\.shop\.example\.com: the new certificate does not cover it/,
    ],
    ['has expired', 'expired', 'ApigInvalidCertificateError', /has expired/],
    ['is not valid yet', 'early', 'ApigInvalidCertificateError', /not valid yet/],
    ['is for another gateway', 'elsewhere', 'ApigConflictError', /belongs to another gateway/],
    ['is not there', 'missing', 'ApigCertificateNotFoundError', /./],
    ['is the old one', FROM, 'ApigInvalidInputError', /another certificate/],
  ])('changes nothing if the new certificate %s', async (_, to, typename, message) => {
    const { replace, sent } = await start();
    const result = await replace(['www.shop.example.com', 'api.shop.example.com'], to);
    expect(result).toMatchObject({ __typename: typename, message: expect.stringMatching(message) });
    expect(sent).toEqual([]);
  });

  it('changes nothing if a domain is on no gateway or holds neither certificate, or if the old one does not exist', async () => {
    const { replace, sent, project: state } = await start();
    expect(await replace(['www.shop.example.com', 'no.shop.example.com'])).toMatchObject({
      __typename: 'ApigDomainNotFoundError',
      domainNames: ['no.shop.example.com'],
    });
    const other = state?.domains.find(({ name }) => name === 'new.shop.example.com');
    if (other) other.certificateId = 'narrow';
    expect(await replace(['new.shop.example.com'])).toMatchObject({
      __typename: 'ApigConflictError',
      code: 'GATEWAY.CONFLICT',
    });
    expect(await replace(['www.shop.example.com'], TO, 'gone')).toMatchObject({
      __typename: 'ApigCertificateNotFoundError',
      certificateId: 'gone',
    });
    expect(sent).toEqual([]);
  });

  it('keeps client verification, and detaches nothing if the new certificate does not support it', async () => {
    const { replace, project: state } = await start();
    const names = ['mtls.partners.example.org', 'partners.example.org'];
    const verification = () => names.map((name) => state?.domains.find((it) => it.name === name)?.verifiesClients);
    const before = verification();
    expect(before).toEqual([true, false]);
    expect(await replace(names, 'partners', SAMPLE_IDS.partnersCertificate)).toMatchObject({
      __typename: 'ApigConflictError',
      message: expect.stringContaining('no trusted root CA'),
    });
    expect(await replace(names, 'partners-ca', SAMPLE_IDS.partnersCertificate)).toMatchObject({
      __typename: 'ReplaceCertificateSuccess',
    });
    expect(verification()).toEqual(before);
  });

  it('restores the old certificate if the new one is refused, and leaves the other domains unchanged', async () => {
    const {
      replace,
      holders,
      sent,
      gateway: server,
    } = await start(({ url }) => (url.includes(`${TO}/domains/attach`) ? REFUSED : undefined));
    const result = await replace(['api.shop.example.com', 'www.shop.example.com']);
    expect(result).toMatchObject({
      __typename: 'ApigReplacementIncompleteError',
      code: 'GATEWAY.REPLACEMENT_INCOMPLETE',
      retryable: false,
      domains: [
        {
          domain: 'api.shop.example.com',
          outcome: 'RESTORED',
          error: { __typename: 'ApigInvalidCertificateError', code: 'APIG.2103' },
        },
        { domain: 'www.shop.example.com', outcome: 'UNCHANGED', error: null },
      ],
    });
    expect(sent).toEqual(['detach from', 'attach to', 'attach from']);
    expect([...holders('api.shop.example.com'), ...holders('www.shop.example.com')]).toEqual([FROM, FROM, FROM]);
    expect(server.log.join('')).not.toContain('an error was masked');
  });

  it('is UNKNOWN if it is unclear whether the old certificate was detached, and restores it', async () => {
    const { replace, holders } = await start(({ url }) => (url.endsWith('/detach') ? FAILED : undefined));
    expect(await replace(['www.shop.example.com'])).toMatchObject({
      domains: [{ outcome: 'UNKNOWN', error: { __typename: 'ApigUpstreamError', code: 'APIG.3500' } }],
    });
    expect(holders('www.shop.example.com')).toEqual([FROM]);
  });

  it('completes although responses are lost', async () => {
    const { replace, holders, sent } = await start(({ url }) =>
      /domains\/(de|at)tach$/.test(url) ? 'lost' : undefined,
    );
    expect(await replace(['www.shop.example.com'])).toMatchObject({ __typename: 'ReplaceCertificateSuccess' });
    expect([sent, holders('www.shop.example.com')]).toEqual([['detach from', 'attach to'], [TO]]);
  });

  it('tries to restore the old certificate until its grace period is over, and is LOST if that fails', async () => {
    const again = await start(({ url }, count) => {
      if (url.includes(`${TO}/domains/attach`)) return REFUSED;
      return url.includes(`${FROM}/domains/attach`) && count === 1 ? FAILED : undefined;
    });
    expect(await again.replace(['www.shop.example.com'])).toMatchObject({ domains: [{ outcome: 'RESTORED' }] });
    expect(again.holders('www.shop.example.com')).toEqual([FROM]);

    const lost = await start(({ url }) => {
      if (url.includes(`${TO}/domains/attach`)) return REFUSED;
      return url.includes(`${FROM}/domains/attach`) ? FAILED : undefined;
    });
    const result = await lost.replace(['www.shop.example.com']);
    expect(result).toMatchObject({
      __typename: 'ApigReplacementIncompleteError',
      message: expect.stringMatching(/^A domain may have no certificate now\./),
      domains: [{ outcome: 'LOST', error: { __typename: 'ApigUpstreamError', code: 'APIG.3500' } }],
    });
    expect(lost.holders('www.shop.example.com')).toEqual([undefined]);
    // It retries until the grace period is over.
    expect(lost.sent.slice(0, 2)).toEqual(['detach from', 'attach to']);
    expect(lost.sent.slice(2).length).toBeGreaterThan(4);
    expect(new Set(lost.sent.slice(2))).toEqual(new Set(['attach from']));
  }, 60_000);
});
