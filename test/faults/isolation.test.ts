import { type BlackBox, complaintsOf, startBlackBox } from '../oracle/black-box';
import type { ControlPlane, Hook } from '../oracle/control-plane';
import { estateOf } from '../oracle/estates';
import { type Exchange, judge } from '../oracle/judge';
import type { OracleRequest } from '../oracle/requests';
import { labelOf } from '../oracle/response';

const NAME = 'a.example.com';
const detach: OracleRequest = { kind: 'detach', certificateId: 'cert-1', domains: [{ domain: NAME }], skip: false };
const read: OracleRequest = { kind: 'certificate', id: 'cert-1' };
/** Milliseconds that the owner's request may take beside whatever others do: waiting for all of them takes 24 s and more. */
const SOON_MS = 8_000;

let projects = 0;

function planeOf(box: BlackBox, hook: Hook): ControlPlane {
  const estate = estateOf(`isolation-${++projects}`, [{ id: 'cert-1' }], [{ name: NAME, holds: 'cert-1' }]);
  return box.plane(estate, {}, hook);
}

/** The owner asks while others are at it. */
async function beside(
  box: BlackBox,
  plane: ControlPlane,
  others: number,
  send: (index: number) => Promise<Exchange>,
  request: OracleRequest = detach,
): Promise<Exchange> {
  const crowd = Array.from({ length: others }, (_, index) => send(index));
  await new Promise((resolve) => setTimeout(resolve, 300));
  const exchange = await box.ask(plane, request, { token: 'the-owner' });
  void Promise.all(crowd);
  return exchange;
}

describe('no caller can hold up what another one changes', () => {
  it('450 detaches of the same certificate with invented tokens', async () => {
    const box = await startBlackBox({ CIRCUIT_BREAKER: 'off' });
    const plane = planeOf(box, ({ token }) =>
      token === 'the-owner'
        ? undefined
        : {
            effect: 'never',
            afterMs: 500,
            reply: { status: 401, text: '{"error_code":"APIG.1002","error_msg":"Incorrect token"}' },
          },
    );
    const exchange = await beside(box, plane, 450, (index) => box.ask(plane, detach, { token: `invented-${index}` }));
    expect([labelOf(exchange.response ?? {}), judge(exchange, plane.journal)]).toEqual(['success', []]);
    expect(exchange.respondedAt - exchange.sentAt).toBeLessThan(SOON_MS);
  }, 60_000);

  it('300 reads that hang', async () => {
    const box = await startBlackBox({ CIRCUIT_BREAKER: 'off' });
    const plane = planeOf(box, ({ token }) => (token === 'the-owner' ? undefined : { reply: 'none' }));
    const exchange = await beside(box, plane, 300, () => box.ask(plane, read, { token: 'one-other' }));
    expect([labelOf(exchange.response ?? {}), complaintsOf(exchange, plane)]).toEqual(['success', []]);
    expect(exchange.respondedAt - exchange.sentAt).toBeLessThan(SOON_MS);
  }, 60_000);

  it.each([
    ['changes', detach],
    ['reads', read],
  ])(
    '30 time-outs of one caller leave the circuit closed for the %s of others',
    async (_, request) => {
      const box = await startBlackBox({ UPSTREAM_TIMEOUT_MS: '500', REQUEST_TIMEOUT_MS: '4000' });
      const plane = planeOf(box, ({ token, isRead }) =>
        token === 'the-owner' ? undefined : { ...(isRead ? {} : { effect: 'never' as const }), reply: 'none' },
      );
      const crowd = Array.from({ length: 30 }, () => box.ask(plane, read, { token: 'one-other' }));
      await Promise.all(crowd);
      const exchange = await box.ask(plane, request, { token: 'the-owner' });
      expect([labelOf(exchange.response ?? {}), complaintsOf(exchange, plane)]).toEqual(['success', []]);
    },
    60_000,
  );
});
