import { OPERATIONS, type OperationId } from '../contract/operations';
import { ApigFailure } from './failure';
import { KeyedQueue } from './keyed-queue';
import { buildPath } from './path';
import { readReply } from './read-reply';
import { secretsOf } from './redact';
import { Transport } from './transport';
import type { Caller, CallLimits, CallReport, InputOf, OutputOf } from './types';

const MAX_LEAST_FOR_CHANGE_MS = 1_000;

/** What the upstream client needs to know. */
export interface UpstreamOptions {
  /** Milliseconds that one upstream call may take. */
  readonly timeoutMs: number;
  /** Told of every call that was made, after its end. Must not throw. */
  readonly onCall?: (report: CallReport) => void;
}

/**
 * The upstream REST control plane, in all configured regions: connections are shared, callers are not.
 * Holds nothing of a caller between two calls.
 */
export class Upstream {
  /** Changes that must run one after the other within this process, by what they change. */
  readonly changes = new KeyedQueue();
  readonly #options: UpstreamOptions;
  readonly #transports = new Map<string, Transport>();

  constructor(options: UpstreamOptions) {
    this.#options = options;
  }

  /**
   * Makes one upstream call.
   * @returns the body of its 200 reply, or undefined for a 204.
   * @throws ApigFailure in every other case, and nothing else.
   */
  async call<Op extends OperationId>(
    operation: Op,
    input: InputOf<Op>,
    caller: Caller,
    limits: CallLimits,
  ): Promise<OutputOf<Op>> {
    const [method, template, expected] = OPERATIONS[operation];
    const { origin, pathname } = new URL(caller.endpoint);
    const prefix = pathname.replace(/\/+$/, '');
    const path = prefix + buildPath(template, { ...input.path, project_id: caller.projectId }, input.query);
    const body = input.body === undefined ? undefined : JSON.stringify(input.body);
    const timeoutMs = Math.min(this.#options.timeoutMs, limits.deadline - Date.now());
    if (timeoutMs <= (method === 'GET' ? 0 : this.#leastForChange))
      throw ApigFailure.own('GATEWAY.TIMEOUT', 'NOT_SENT');
    if (limits.hangUp?.aborted) throw ApigFailure.own('GATEWAY.CANCELLED', 'NOT_SENT');

    const start = performance.now();
    let status: number | undefined;
    let failure: ApigFailure | undefined;
    try {
      const reply = await this.#transport(origin).send({
        method,
        path,
        headers: headersOf(caller, body !== undefined),
        timeoutMs,
        ...(body === undefined ? {} : { body }),
        ...(method === 'GET' && limits.hangUp ? { hangUp: limits.hangUp } : {}),
      });
      status = reply.status;
      return readReply(reply, expected, secretsOf(caller.token, input.body)) as OutputOf<Op>;
    } catch (error) {
      const known =
        error instanceof ApigFailure ? error : ApigFailure.own('GATEWAY.CONNECTION_LOST', 'UNKNOWN', {}, error);
      failure = known.with({ operation });
      throw failure;
    } finally {
      this.#options.onCall?.({
        operation,
        requestId: caller.requestId,
        durationMs: performance.now() - start,
        ...(status === undefined ? {} : { status }),
        ...(failure === undefined ? {} : { failure }),
      });
    }
  }

  /** A change that has less time left than this, in ms, is not sent: nobody would hear what became of it. */
  get #leastForChange(): number {
    return Math.min(MAX_LEAST_FOR_CHANGE_MS, this.#options.timeoutMs / 10);
  }

  /** Closes all connections once the calls under way have ended. */
  async close(): Promise<void> {
    await Promise.all([...this.#transports.values()].map((transport) => transport.close()));
  }

  #transport(origin: string): Transport {
    let transport = this.#transports.get(origin);
    if (!transport) {
      transport = new Transport(origin);
      this.#transports.set(origin, transport);
    }
    return transport;
  }
}

function headersOf(caller: Caller, hasBody: boolean): Record<string, string> {
  return {
    accept: 'application/json',
    'user-agent': 'apig-certificate-gateway',
    'x-auth-token': caller.token,
    'x-request-id': caller.requestId,
    ...(hasBody ? { 'content-type': 'application/json' } : {}),
    ...(caller.traceparent === undefined ? {} : { traceparent: caller.traceparent }),
  };
}
