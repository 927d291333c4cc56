import type { ApolloServerPlugin } from '@apollo/server';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { type DocumentNode, print } from 'graphql';
import { readConfig } from '../../src/config/config';
import type { RequestContext } from '../../src/request/context';
import { startServer } from '../../src/server';
import type { Project } from '../../src/simulator/estate';
import type { Habits } from '../../src/simulator/habits';
import { type ReceivedRequest, startSimulator } from '../../src/simulator/server';
import { SIMULATOR_PROJECT_ID, TOKENS } from '../../src/simulator/tokens';
import { onTestEnd } from './cleanup';

export interface Answer<Data> {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Data;
  readonly errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
}

export interface TestServer {
  readonly url: string;
  /** The base URL of `/metrics`. */
  readonly metricsUrl: string;
  readonly projects: readonly Project[];
  /** The requests that the upstream received since the last `forget`. */
  readonly received: ReceivedRequest[];
  /** Log lines since the last `forget`. */
  readonly log: string[];
  forget(): void;
  /** Stops the server, as the end of the tests does. */
  close(): Promise<void>;
  /** Sends a GraphQL request over HTTP. `token: null` sends none. */
  run<Data, Variables>(
    document: TypedDocumentNode<Data, Variables> | string,
    variables?: Variables,
    options?: { token?: string | null; headers?: Record<string, string> },
  ): Promise<Answer<Data>>;
}

/** Starts a server in this process on its own simulator, both on free ports. They are stopped after the tests of the file. */
export async function startTestServer(
  options: {
    env?: Record<string, string>;
    projects?: readonly Project[];
    habits?: Partial<Habits>;
    endpoint?: string;
    plugins?: readonly ApolloServerPlugin<RequestContext>[];
  } = {},
): Promise<TestServer> {
  const received: ReceivedRequest[] = [];
  const log: string[] = [];
  const simulator = await startSimulator({
    port: 0,
    host: '127.0.0.1',
    onRequest: (request) => received.push(request),
    ...(options.projects ? { projects: options.projects } : {}),
    ...(options.habits ? { habits: options.habits } : {}),
  });
  const config = readConfig({
    PORT: '0',
    APIG_ENDPOINT: options.endpoint ?? simulator.url,
    APIG_PROJECT_ID: SIMULATOR_PROJECT_ID,
    LOG_LEVEL: 'trace',
    // Off unless a test sets them.
    UPSTREAM_RETRIES: '0',
    CIRCUIT_BREAKER: 'off',
    RATE_LIMIT: 'off',
    ...options.env,
  });
  const server = await startServer(config, {
    logDestination: { write: (line) => void log.push(line) },
    ...(options.plugins ? { plugins: options.plugins } : {}),
  });
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= server.close();
    return closed;
  };
  onTestEnd(async () => {
    await close();
    await simulator.close();
  });
  return {
    url: server.url,
    metricsUrl: server.metricsUrl,
    projects: simulator.projects,
    received,
    log,
    close,
    forget: () => {
      received.length = 0;
      log.length = 0;
    },
    run: async (document, variables, { token = TOKENS.admin, headers = {} } = {}) => {
      const response = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token === null ? {} : { 'x-auth-token': token }),
          ...headers,
        },
        body: JSON.stringify({
          query: typeof document === 'string' ? document : print(document as DocumentNode),
          variables,
        }),
      });
      const { data, errors } = (await response.json()) as { data: never; errors?: never };
      return { status: response.status, headers: response.headers, data, ...(errors ? { errors } : {}) };
    },
  };
}

/** Returns the names of the operations that the upstream received, in order. */
export function operationsOf(received: readonly ReceivedRequest[]): (string | undefined)[] {
  return received.map(({ operation }) => operation);
}
