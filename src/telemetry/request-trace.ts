import type { CallObserver } from '../apig/types';
import type { ChangeResult, RequestResults } from './request-results';

/** The spans of one request: of the request itself, of each root field, and of each attempt of an upstream call. */
export interface RequestTrace extends CallObserver {
  /** The trace id, 32 hexadecimal digits. */
  readonly traceId: string;
  /**
   * Runs the resolver of a root field, whose span begins here. Upstream calls that it starts are children of that span.
   * @param key the field's key in the response.
   */
  inRootField<Result>(key: unknown, field: string, run: () => Result): Result;
  /** Runs the resolver of a field below a root field. @param key the root field's key in the response. */
  inNestedField<Result>(key: unknown, run: () => Result): Result;
  /** Sets the result of a root field. @param isFailure true for an error result or an unexpected error. */
  fieldEnded(key: unknown, result: string, isFailure: boolean): void;
  /** Adds the outcome of a change to the span of its field. */
  changeEnded(result: ChangeResult): void;
  /** Ends all spans. @param results absent if the request was rejected before it was executed. */
  end(status: number, results: RequestResults | undefined): void;
}

/** The facts about a request that its span begins with. */
export interface TracedRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The token, which no span may contain. */
  readonly token: string | undefined;
  readonly httpVersion: string;
  readonly clientAddress: string;
  /** The address and port on which the server received it. */
  readonly serverAddress: string | undefined;
  readonly serverPort: number | undefined;
}

/** Creates spans and sends them to a collector. */
export interface Tracing {
  startRequest(request: TracedRequest): RequestTrace;
  /** Sends the remaining spans. Never throws, and takes at most a few seconds. */
  close(): Promise<void>;
}
