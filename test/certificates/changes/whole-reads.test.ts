import type { Fault, WireRequest } from '../../faults/fault-server';
import { body, isChange, NAME, ON_TWO, reply, start, UNKNOWN } from '../../support/unclear-upstream';

describe('a list is read completely, or the read fails', () => {
  const MANY = Array.from({ length: 2_100 }, (_, index) => ({ name: `d${index}.example.com`, holds: 'cert-1' }));
  const isList = ({ path }: WireRequest) => path.includes('/attached-domains');

  /** Changes the contents of a page of attached domains. */
  const shown =
    (
      edit: (
        page: { total?: number; size?: number; bound_domains: { url_domain: string }[] },
        request: WireRequest,
      ) => object,
    ) =>
    (request: WireRequest): Fault | undefined =>
      isList(request)
        ? async (socket, forward) => {
            const page = JSON.parse((await forward()).body);
            await reply(200, JSON.stringify(edit(page, request)))(socket, forward);
          }
        : undefined;
  const cap = (most: number, more: object = {}) =>
    shown(({ bound_domains, ...page }) => ({
      ...page,
      size: Math.min(most, bound_domains.length),
      bound_domains: bound_domains.slice(0, most),
      ...more,
    }));

  it.each([
    ['capped at 20', cap(20)],
    ['capped at 100, without a total', cap(100, { total: undefined })],
  ])('with pages %s, so that an attached domain is never ALREADY_DETACHED', async (_, rule) => {
    const { detach, project, sent } = await start(MANY, rule);
    const result = await detach('SKIP', 'd2050.example.com');
    const holder = project.domains.find(({ name }) => name === 'd2050.example.com')?.certificateId;
    if (result.__typename === 'DetachCertificateDomainsSuccess') {
      expect([result.domains?.[0]?.outcome, holder]).toEqual(['DETACHED', undefined]);
    } else {
      expect([result.__typename, sent, holder]).toEqual([expect.stringMatching(/Error$/), [], 'cert-1']);
    }
  });

  it('with a list that shifts between two pages, the read fails', async () => {
    const { project, detach, upstream } = await start([...MANY.slice(0, 600), { name: 'new.example.com' }]);
    let pages = 0;
    upstream.rule = shown((page) => {
      const [first] = project.domains;
      const added = project.domains.at(-1);
      // One row leaves the first page and another joins the last, so the total stays the same.
      if (++pages === 1 && first && added) {
        delete first.certificateId;
        added.certificateId = 'cert-1';
      }
      return page;
    });
    expect(await detach('SKIP', 'd500.example.com')).toMatchObject({
      code: 'GATEWAY.INCOMPLETE_LIST',
      outcome: 'NOT_APPLIED',
    });
  });

  it.each([
    ['an empty object', () => ({})],
    ['an error code', () => ({ error_code: 'APIG.9999', error_msg: 'System error' })],
    ['a total of two, and no rows', () => ({ size: 0, total: 2, bound_domains: [] })],
    ['null rows', () => ({ size: 2, total: 2, bound_domains: [null, null] })],
    ['rows without a name', () => ({ size: 1, total: 1, bound_domains: [{ id: 'x', instance_id: 'gw-1' }] })],
    ['a total of a million million', () => ({ size: 0, total: 1e12, bound_domains: [] })],
    ['a total and a half', () => ({ size: 0, total: 1.5, bound_domains: [] })],
  ])('a 200 with %s is a failed read', async (_, page) => {
    const skipped = await start(ON_TWO, shown(page));
    expect(await skipped.detach('SKIP')).toMatchObject({ __typename: 'ApigUpstreamError', outcome: 'NOT_APPLIED' });
    expect(skipped.sent).toEqual([]);
    const failed = await start(ON_TWO, (request) =>
      isChange(request) ? reply(502, '<html></html>') : shown(page)(request),
    );
    expect(await failed.detach()).toMatchObject(UNKNOWN);
  });

  const FORMS: [string, (name: string) => string][] = [
    ['in upper case', (name) => name.toUpperCase()],
    ['with blanks around it', (name) => ` ${name} `],
    ['with a final dot', (name) => `${name}.`],
    ['as a U-label', (name) => name.replace('xn--bcher-kva', 'bücher')],
  ];
  it.each(FORMS)('a name that the list shows %s is matched with the requested one', async (_, form) => {
    const IDN = 'xn--bcher-kva.example.com';
    const rule = shown((page) => ({
      ...page,
      bound_domains: page.bound_domains.map((row) => ({ ...row, url_domain: form(row.url_domain) })),
    }));
    const skipped = await start([{ name: IDN, holds: 'cert-1' }], rule);
    expect(await skipped.detach('SKIP', IDN)).toMatchObject({ domains: [{ domain: IDN, outcome: 'DETACHED' }] });
    const failed = await start([{ name: IDN, holds: 'cert-1' }], (request) =>
      isChange(request) ? reply(500, body('APIG.9999')) : rule(request),
    );
    expect(await failed.detach('FAIL', IDN)).toMatchObject(UNKNOWN);
  });

  it('a name that ends with a dot is accepted, and sent as it was written', async () => {
    const { detach, sent } = await start(ON_TWO, (request) =>
      isChange(request) ? reply(500, body('APIG.9999')) : undefined,
    );
    expect(await detach('SKIP', `${NAME}.`)).toMatchObject(UNKNOWN);
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({ domains: [{ domain: `${NAME}.` }] });
  });
});
