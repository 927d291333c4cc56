import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, WireRequest } from '../../faults/fault-server';
import { body, isChange, isRead, ON_TWO, reply, start, UNKNOWN } from '../../support/unclear-upstream';

describe('NOT_APPLIED is certain', () => {
  const UNSURE: [string, number, string][] = [
    ['202', 202, ''],
    ['200 with an error code', 200, body('APIG.9999')],
    ['200 with an object', 200, '{}'],
    ['302', 302, ''],
    ['400 with HTML', 400, '<html></html>'],
    ['404 without a body', 404, ''],
    ['408', 408, body('APIG.2012')],
    ['421', 421, body('APIG.2012')],
    ['425', 425, body('APIG.2012')],
    ['499', 499, body('APIG.2012')],
    ['503', 503, ''],
    ...['APIG.2012', 'APIG.2011', 'APIG.2000', 'APIG.1005', 'APIG.3325', 'APIG.3097', 'APIG.9008'].map(
      (code): [string, number, string] => [`500 ${code}`, 500, body(code)],
    ),
  ];

  it.each(UNSURE)(
    'a %s is UNKNOWN if the change does not show, and if the state cannot be read',
    async (_, status, text) => {
      const unapplied = await start(ON_TWO, (request) => (isChange(request) ? reply(status, text) : undefined));
      const unread = await start(ON_TWO, (request) =>
        isChange(request) ? reply(status, text, 'before') : reply(403, body('APIG.1005')),
      );
      const [one, other] = await Promise.all([unapplied.detach(), unread.detach()]);
      expect(one).toMatchObject(UNKNOWN);
      expect(one.message).toMatch(/At \d{4}-[\dT:.-]+Z, the certificate was still attached to .*ifNotAttached: SKIP/);
      expect(other).toMatchObject(UNKNOWN);
      expect([unapplied.sent.length, unread.sent.length]).toEqual([1, 1]);
    },
  );

  it.each(UNSURE)('a %s whose change takes effect 200 ms later is a success', async (_, status, text) => {
    const late = await start(ON_TWO, (request) => (isChange(request) ? reply(status, text, 200) : undefined));
    expect(await late.detach()).toMatchObject({ __typename: 'DetachCertificateDomainsSuccess' });
  });

  it('a 4xx with a readable error is that error, and after a failed preliminary read nothing is sent', async () => {
    const refused = await start(ON_TWO, (request) => (isChange(request) ? reply(403, body('APIG.1005')) : undefined));
    expect(await refused.detach()).toMatchObject({ __typename: 'ApigPermissionDeniedError', code: 'APIG.1005' });
    const unread = await start(ON_TWO, (request) => (isRead(request) ? reply(500, body('APIG.9999')) : undefined));
    expect(await unread.detach('SKIP')).toMatchObject({ __typename: 'ApigUpstreamError', outcome: 'NOT_APPLIED' });
    expect(unread.sent).toEqual([]);
  });

  it('a timeout is UNKNOWN if the change is applied three seconds later', async () => {
    const late: Fault = async (_, forward) => {
      await sleep(3_000);
      await forward();
    };
    const rule = (request: WireRequest) => (isChange(request) ? late : undefined);
    const { detach, project } = await start(ON_TWO, rule, { env: { UPSTREAM_TIMEOUT_MS: '500' } });
    expect(await detach()).toMatchObject({ ...UNKNOWN, code: 'GATEWAY.TIMEOUT' });
    await sleep(2_000);
    expect(project.domains.map((it) => it.certificateId)).toEqual([undefined, undefined]);
  });

  it('a request ends within its timeout, including its read-backs', async () => {
    const { detach } = await start(ON_TWO, () => () => {}, {
      env: { UPSTREAM_TIMEOUT_MS: '1000', REQUEST_TIMEOUT_MS: '2000' },
    });
    const begin = Date.now();
    expect(await detach()).toMatchObject(UNKNOWN);
    expect(Date.now() - begin).toBeLessThan(2_300);
  });
});
