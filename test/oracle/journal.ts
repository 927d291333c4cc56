import type { OperationId } from '../../src/contract/operations';
import type { Behaviour } from './behaviour';
import { isSame, type State } from './state';

/** A call as the upstream received it. */
export interface ReceivedCall {
  /** `X-Request-Id`: the caller's request that it was made for. */
  readonly requestId: string;
  readonly token: string;
  readonly operation: OperationId;
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Milliseconds of the plane's clock. */
  readonly at: number;
  /** How many moves there were before it. */
  readonly mark: number;
  /** Milliseconds that the client waits for the reply, where that is known. */
  readonly timeoutMs: number | undefined;
  readonly isRead: boolean;
  /** The upstream's misbehaviour; undefined if there was none. */
  readonly behaviour: Behaviour | undefined;
  /** The response that the client received; `none` until then, and if it received no complete response. */
  reply: 'none' | 'unreachable' | { readonly status: number; readonly text: string };
}

/** A move of the true state. */
export interface Move {
  /** Milliseconds of the plane's clock. */
  readonly at: number;
  /** The request whose call moved it; undefined for another tool's change. */
  readonly requestId: string | undefined;
  readonly before: State;
  readonly after: State;
}

/** Everything that the upstream received and every move of its state, in order: the truth that responses are held against. */
export class Journal {
  readonly received: ReceivedCall[] = [];
  readonly moves: Move[] = [];
  #state: State;

  constructor(readonly initial: State) {
    this.#state = initial;
  }

  /** The present state. */
  get state(): State {
    return this.#state;
  }

  /** Notes the state after a call or another tool's change; a state that is as before is no move. */
  note(at: number, requestId: string | undefined, after: State): boolean {
    const before = this.#state;
    if (isSame(before, after)) return false;
    this.#state = after;
    this.moves.push({ at, requestId, before, after });
    return true;
  }

  /** The present moment, as a place in the order of moves: finer than any clock. */
  get mark(): number {
    return this.moves.length;
  }

  /** The state at a mark. */
  stateAt(mark: number): State {
    return this.moves[mark - 1]?.after ?? this.initial;
  }

  /** Every state between two marks, those at both included. */
  statesIn(from: number, to: number): State[] {
    return [this.stateAt(from), ...this.moves.slice(from, to).map(({ after }) => after)];
  }

  /** The calls made for a request, in order. */
  callsOf(requestId: string): ReceivedCall[] {
    return this.received.filter((call) => call.requestId === requestId);
  }

  /** The moves made for a request, in order, those after its response included. */
  movesOf(requestId: string): Move[] {
    return this.moves.filter((move) => move.requestId === requestId);
  }
}
