import { type ExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { Upstream } from '../../src/apig/upstream';
import { isFailure } from '../../src/errors/failure';
import { toGraphQLError } from '../../src/errors/to-graphql-error';
import type { Clock } from '../../src/lib/clock';
import { Disconnect } from '../../src/lib/disconnect';
import { CertificateLists } from '../../src/request/certificate-lists';
import { Changes } from '../../src/request/changes';
import { RequestContext } from '../../src/request/context';
import { buildFederatedSchema } from '../../src/schema/build-schema';
import type { ControlPlane } from '../oracle/control-plane';
import { DOCUMENTS, type OracleRequest, type RequestKind, variablesOf } from '../oracle/requests';
import type { Response } from '../oracle/response';
import type { History } from './history';
import { type Mutant, MutantUpstream } from './mutants';
import { PlaneTransport } from './plane-transport';
import type { VirtualClock } from './virtual-clock';

/** The real schema with a compiled operation for each kind of request, made once. */
export class Operations {
  readonly #compiled: Readonly<Record<RequestKind, CompiledQuery>>;

  private constructor(schema: GraphQLSchema) {
    this.#compiled = Object.fromEntries(
      Object.entries(DOCUMENTS).map(([kind, { document }]) => {
        const compiled = compileQuery(schema, document);
        if (!isCompiledQuery(compiled)) throw new Error(`not compiled: ${kind}`);
        return [kind, compiled];
      }),
    ) as Record<RequestKind, CompiledQuery>;
  }

  static async build(): Promise<Operations> {
    return new Operations(await buildFederatedSchema());
  }

  async run(request: OracleRequest, context: RequestContext): Promise<Response> {
    const { data, errors } = await this.#compiled[request.kind].query(undefined, context, variablesOf(request));
    return { data, ...(errors ? { errors: errors.map(formatted) } : {}) } as Response;
  }
}

/** What differs from one run to another. */
export interface ServerOptions {
  readonly circuitBreaker: boolean;
  /** A mistake to put in. */
  readonly mutant?: Mutant;
}

/** One process of the server with its changes, from its start until it is killed or has stopped. */
export class SimulatedServer {
  /** Changes with an open record in the audit trail. */
  readonly openRecords = new Set<string>();
  readonly #clock: Clock;
  readonly #upstream: Upstream;
  readonly #changes: Changes;
  readonly #certificateLists: CertificateLists;
  readonly #operations: Operations;
  readonly #requestTimeoutMs: number;
  readonly #disconnects = new Set<Disconnect>();
  readonly #requests = new Map<string, OracleRequest>();
  #isDead = false;

  constructor(
    operations: Operations,
    clock: VirtualClock,
    plane: ControlPlane,
    history: History,
    { circuitBreaker, mutant }: ServerOptions,
  ) {
    const own: Clock = {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      random: () => clock.random(),
      // Nothing goes on in a process that was killed.
      sleep: (ms) => new Promise((resolve) => void own.setTimer(resolve, ms)),
      setTimer: (callback, ms) => clock.setTimer(() => (this.#isDead ? undefined : callback()), ms),
    };
    this.#clock = own;
    this.#operations = operations;
    this.#requestTimeoutMs = history.requestTimeoutMs;
    const audit = {
      before: ({ requestId }: { requestId: string }) => void this.openRecords.add(requestId),
      after: ({ requestId }: { requestId: string }) => void this.openRecords.delete(requestId),
    };
    this.#changes = new Changes(audit, own);
    this.#certificateLists = new CertificateLists('auto', own);
    const options = {
      timeoutMs: history.upstreamTimeoutMs,
      concurrency: history.concurrency,
      circuitBreaker,
      clock: own,
      createTransport: () => new PlaneTransport(plane, own),
    };
    this.#upstream = mutant
      ? new MutantUpstream(options, mutant, (id) => this.#requests.get(id))
      : new Upstream(options);
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** Runs a request on behalf of a caller. Never resolves once the process is killed. */
  async ask(requestId: string, token: string, request: OracleRequest, leavesAfter?: number): Promise<Response> {
    const disconnect = new Disconnect();
    this.#requests.set(requestId, request);
    this.#disconnects.add(disconnect);
    if (leavesAfter !== undefined) this.#clock.setTimer(() => disconnect.abort(), leavesAfter);
    const context = new RequestContext({
      upstream: this.#upstream,
      changes: this.#changes,
      certificateLists: this.#certificateLists,
      requestId,
      clock: this.#clock,
      deadline: this.#clock.now() + this.#requestTimeoutMs,
      disconnect,
      caller: { token, projectId: 'simulated', endpoint: 'http://plane', requestId },
    });
    const response = await this.#operations.run(request, context);
    this.#disconnects.delete(disconnect);
    return this.#isDead ? new Promise(() => {}) : response;
  }

  /** Disconnects all callers, as at the end of a shutdown. Changes in progress go on. */
  stop(): void {
    for (const disconnect of this.#disconnects) disconnect.abort();
  }

  /** Ends the process at once. */
  kill(): void {
    this.#isDead = true;
  }
}

/** Formats an error as the server does (`src/graphql/format-error.ts`): anything but a failed call is masked. */
function formatted(error: unknown): { message: string; path?: readonly unknown[] } {
  const { originalError, path } = Object(error) as NonNullable<ExecutionResult['errors']>[number];
  const known = isFailure(originalError) ? toGraphQLError(originalError) : undefined;
  const message = known?.message ?? 'Internal server error';
  const cause = known ? {} : { cause: error instanceof GraphQLError ? (originalError?.stack ?? error.stack) : error };
  return { message, ...(path ? { path } : {}), ...cause };
}
