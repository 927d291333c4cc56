import { ApigFailure } from '../../src/apig/failure';
import type { RawReply, RawRequest, Transport } from '../../src/apig/transport';
import type { Clock } from '../../src/lib/clock';
import type { ControlPlane } from '../oracle/control-plane';

/** Carries requests to a control plane in memory, in the way in which the real transport fails: nothing goes over a socket. */
export class PlaneTransport implements Transport {
  constructor(
    private readonly plane: ControlPlane,
    private readonly clock: Clock,
  ) {}

  send({ method, path, headers, body = '', ...request }: RawRequest, timeoutMs: number): Promise<RawReply> {
    // A change goes on once it is sent, and here it is sent at once.
    const disconnect = method === 'GET' ? request.disconnect : undefined;
    return new Promise((resolve, reject) => {
      let isGone = false;
      const end = () => {
        isGone = true;
        timer.clear();
        disconnect?.remove(cancel);
      };
      const fail = (code: Parameters<typeof ApigFailure.of>[0], delivery: 'NOT_SENT' | 'UNKNOWN') => {
        if (isGone) return;
        end();
        reject(ApigFailure.of(code, delivery));
      };
      const cancel = () => fail('GATEWAY.CANCELLED', 'UNKNOWN');
      const timer = this.clock.setTimer(() => fail('GATEWAY.TIMEOUT', 'UNKNOWN'), timeoutMs);
      disconnect?.add(cancel);
      const sent = { method, path, headers: named(headers), body, timeoutMs, isGone: () => isGone };
      void this.plane.receive(sent).then((carried) => {
        if (carried === 'none' || isGone) return;
        if (carried === 'unreachable') return fail('GATEWAY.UNREACHABLE', 'NOT_SENT');
        if (carried === 'broken') return fail('GATEWAY.CONNECTION_LOST', 'UNKNOWN');
        end();
        resolve({ status: carried.status, headers: { 'content-type': carried.type }, text: carried.text });
      }, reject);
    });
  }

  async close(): Promise<void> {}
}

/** Names and values in turn, as an object. */
function named(headers: readonly string[]): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (let index = 0; index < headers.length; index += 2) pairs[headers[index] ?? ''] = headers[index + 1] ?? '';
  return pairs;
}
