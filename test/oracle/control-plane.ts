import type { OperationId } from '../../src/contract/operations';
import type { Clock } from '../../src/lib/clock';
import type { Project } from '../../src/simulator/estate';
import { DEFAULT_HABITS } from '../../src/simulator/habits';
import { errorReply, Refusal, type Reply } from '../../src/simulator/reply';
import { type Handler, route } from '../../src/simulator/router';
import { type Behaviour, edited, type FixedReply } from './behaviour';
import { canonical, firstPart, type Habits, shown } from './habits';
import { Journal, type ReceivedCall } from './journal';
import { stateOf } from './state';

/** A request as it reaches the upstream. */
export interface PlaneRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** Milliseconds that the client waits for the reply, where that is known. */
  readonly timeoutMs?: number;
  /** Returns true if the client has given up, so that no response reaches it. */
  readonly isGone?: () => boolean;
}

/** The result of a call: a response, no response, a broken connection, or no connection. */
export type Carried =
  | { readonly status: number; readonly text: string; readonly type: string }
  | 'none'
  | 'broken'
  | 'unreachable';

/** Chooses the upstream's misbehaviour at a call; undefined for none. */
export type Hook = (call: ReceivedCall) => Behaviour | undefined;

/** Options of a control plane. */
export interface PlaneOptions {
  readonly project: Project;
  readonly clock: Clock;
  readonly hook?: Hook;
  readonly habits?: Habits;
  /** Handlers that replace the simulator's: the simulation has its own for operations that would parse certificates. */
  readonly handlers?: Readonly<Record<string, Handler>>;
}

/**
 * An upstream with a true state and a will to misbehave: the simulator's handlers on one project, a journal of what it received
 * and what moved, and a hook that says for each call what goes wrong. The black-box tests serve it over HTTP, the simulation
 * calls it directly.
 */
export class ControlPlane {
  readonly project: Project;
  readonly journal: Journal;
  hook: Hook;
  habits: Habits;
  readonly #clock: Clock;
  readonly #handlers: Readonly<Record<string, Handler>>;

  constructor({ project, clock, hook = () => undefined, habits = {}, handlers = {} }: PlaneOptions) {
    this.project = project;
    this.journal = new Journal(stateOf(project));
    this.hook = hook;
    this.habits = habits;
    this.#clock = clock;
    this.#handlers = handlers;
  }

  /** Receives a call, lets it take effect as the hook says, and resolves with what the client gets of it. */
  async receive(request: PlaneRequest): Promise<Carried> {
    const { pathname, searchParams } = new URL(request.path, 'http://plane');
    const match = route(request.method, pathname);
    if (!match) return carried(errorReply('APIGW.0101'));
    const received = this.#received(request, match);
    const { body } = received;
    const behaviour = this.hook(received);
    Object.assign(received, { behaviour });
    this.journal.received.push(received);
    const call = {
      project: this.project,
      params: match.params,
      query: searchParams,
      body,
      now: new Date(received.at),
      habits: { ...DEFAULT_HABITS, ...this.habits },
    };
    const handler = this.#handlers[match.operation] ?? match.handler;
    const own = await this.#own(received, call, handler);
    const reply = typeof behaviour?.reply === 'string' ? behaviour.reply : this.#replyOf(behaviour, own);
    if (behaviour?.afterMs !== undefined) await this.#clock.sleep(behaviour.afterMs);
    const isLost = reply === 'none' || reply === 'broken' || behaviour?.wire !== undefined || request.isGone?.();
    received.reply = isLost ? 'none' : reply;
    return reply;
  }

  /** The operation that a request calls. */
  operationOf({ method, path }: { method: string; path: string }): OperationId | undefined {
    return route(method, new URL(path, 'http://plane').pathname)?.operation;
  }

  /** Notes a call that something before the upstream swallowed, so that sending it again does not pass for the first time. */
  missed(request: PlaneRequest, wire: string, reply: ReceivedCall['reply']): void {
    const match = route(request.method, new URL(request.path, 'http://plane').pathname);
    if (match) this.journal.received.push({ ...this.#received(request, match), behaviour: { wire }, reply });
  }

  /** A change by another tool, here and now. */
  otherTool(change: (project: Project) => void): void {
    change(this.project);
    this.#note(undefined);
  }

  #received(
    { method, headers, body, timeoutMs }: PlaneRequest,
    match: { operation: OperationId; params: ReceivedCall['params'] },
  ): ReceivedCall {
    return {
      requestId: headers['x-request-id'] ?? '',
      token: headers['x-auth-token'] ?? '',
      operation: match.operation,
      params: match.params,
      body: body === '' ? undefined : JSON.parse(body),
      at: this.#clock.now(),
      mark: this.journal.mark,
      timeoutMs,
      isRead: method === 'GET',
      behaviour: undefined,
      reply: 'none',
    };
  }

  /** The upstream's own reply; the change has taken effect then, unless the hook says otherwise. */
  async #own(received: ReceivedCall, call: Parameters<Handler>[0], handler: Handler): Promise<Carried> {
    const { behaviour, isRead, operation, requestId } = received;
    if (behaviour?.reply === 'unreachable' || behaviour?.effect === 'never') return 'none';
    const own = canonical(call, this.habits);
    const apply = async () => {
      let { body } = own;
      if (behaviour?.part) body = firstPart(this.project, operation, own);
      const reply = await answer(handler, { ...own, body });
      if (!isRead) this.#note(requestId);
      return reply;
    };
    if (isRead) return shown(operation, own, carried(await apply()), this.habits);
    if (typeof behaviour?.effect !== 'number') return carried(await apply());
    this.#clock.setTimer(() => void apply(), behaviour.effect);
    return 'none';
  }

  #replyOf(behaviour: Behaviour | undefined, own: Carried): Carried {
    const { reply, edit } = behaviour ?? {};
    if (typeof reply === 'object') return fixed(reply);
    if (edit === undefined || typeof own === 'string' || own.status !== 200) return own;
    return { ...own, text: edited(edit, own.text) };
  }

  #note(requestId: string | undefined): void {
    this.journal.note(this.#clock.now(), requestId, stateOf(this.project));
  }
}

async function answer(handler: Handler, call: Parameters<Handler>[0]): Promise<Reply> {
  try {
    return await handler(call);
  } catch (error) {
    if (error instanceof Refusal) return error.reply;
    throw error;
  }
}

function carried({ status, json, text }: Reply): Exclude<Carried, string> {
  return { status, text: json === undefined ? (text ?? '') : JSON.stringify(json), type: 'application/json' };
}

function fixed({ status, text = '', type = 'application/json' }: FixedReply): Carried {
  return { status, text, type };
}
