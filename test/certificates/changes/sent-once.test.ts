import { setTimeout as sleep } from 'node:timers/promises';
import { TOKENS } from '../../../src/simulator/tokens';
import type { Fault, WireRequest } from '../../faults/fault-server';
import { body, isChange, NAME, ON_TWO, reply, start, UNKNOWN } from '../../support/unclear-upstream';

describe('a change is sent once', () => {
  it('also with SKIP, if a 500 of the upstream says that nothing was attached', async () => {
    const text = JSON.stringify({ error_code: 'APIG.2000', error_msg: 'Parameter error, no valid domain name' });
    const { detach, sent } = await start(ON_TWO, (request) => (isChange(request) ? reply(500, text) : undefined));
    expect(await detach('SKIP')).toMatchObject(UNKNOWN);
    expect(sent).toHaveLength(1);
  });

  it('and again only after a 429', async () => {
    let count = 0;
    const rule = (request: WireRequest) =>
      isChange(request) && count++ === 0 ? reply(429, body('APIG.0308')) : undefined;
    const { detach, sent } = await start(ON_TWO, rule, { env: { UPSTREAM_RETRIES: '2' } });
    expect(await detach()).toMatchObject({ __typename: 'DetachCertificateDomainsSuccess' });
    expect(sent).toHaveLength(2);
  });

  it('and not at all if hardly any time is left after it waited for its turn', async () => {
    const rule = (request: WireRequest): Fault | undefined =>
      isChange(request)
        ? async (socket, forward) => {
            await sleep(900);
            await reply(204, '', 'before')(socket, forward);
          }
        : undefined;
    const { detach, sent } = await start(ON_TWO, rule, { env: { REQUEST_TIMEOUT_MS: '1500' } });
    const [first, second] = await Promise.all([detach(), detach()]);
    expect([first?.outcome ?? first?.__typename, second]).toMatchObject([
      'DetachCertificateDomainsSuccess',
      { code: 'GATEWAY.TIMEOUT', outcome: 'NOT_APPLIED' },
    ]);
    expect(sent).toHaveLength(1);
  });
});

describe('no caller can delay another caller’s change', () => {
  it('with invented tokens', async () => {
    const slow: Fault = async (socket, forward) => {
      await sleep(7_000);
      await reply(401, body('APIG.1002'))(socket, forward);
    };
    const { detach } = await start(ON_TWO, ({ headers }) =>
      headers['x-auth-token'] === TOKENS.admin ? undefined : slow,
    );
    const invented = Array.from({ length: 450 }, (_, index) => detach('FAIL', NAME, 'cert-1', `invented-${index}`));
    await sleep(500);
    const begin = Date.now();
    expect(await detach()).toMatchObject({ __typename: 'DetachCertificateDomainsSuccess' });
    expect(Date.now() - begin).toBeLessThan(5_000);
    await Promise.all(invented);
  }, 60_000);
});
