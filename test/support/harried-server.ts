import { request } from 'node:http';
import { TOKENS } from '../../src/simulator/tokens';
import { MAX_GAP_MS, MAX_RESPONSE_MS, measureHold } from './health-gap';
import { startServerProcess } from './process';

/** Nearly the maximum size of a body, in characters of ASCII. */
export const LONG = 1024 * 1024 - 4096;

export interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Received {
  /** 0 if the server closed the connection without a response. */
  readonly status: number;
  readonly body: string;
}

/** The built server in a process of its own, for requests that must not hold it up. */
export interface HarriedServer {
  /**
   * Sends requests, and checks the times, and that no response repeats what was sent.
   * @param make makes a request that is new to the server; or a list of requests, which are sent at once.
   * @returns the response to the first.
   */
  refuse(what: string, make: ((run: number) => Sent) | readonly Sent[]): Promise<Received>;
  expectNoUnexpectedErrors(): Promise<void>;
}

/** Returns a GraphQL request with the administrator's token. @param token another one; null for none. */
export function graphql(body: object, token: string | null = TOKENS.admin): Sent {
  return { headers: token === null ? {} : { 'x-auth-token': token }, body: JSON.stringify(body) };
}

/** Starts the built server on its simulator. It is stopped after the tests of the file. */
export async function startHarriedServer(env: Record<string, string> = {}): Promise<HarriedServer> {
  const server = await startServerProcess({ RATE_LIMIT: 'off', HOST: '127.0.0.1', ...env });
  // The first requests of a process compile its code.
  for (let run = 0; run < 20; run++) await send(server.url, graphql({ query: `{ __typename } # ${run}` }));
  return {
    refuse: async (what, make) => {
      const sendAll = (run: number) => {
        return Promise.all((typeof make === 'function' ? [make(run)] : make).map((it) => send(server.url, it)));
      };
      const { result, tookMs, gapMs } = await measureHold(server.url, sendAll);
      for (const { status, body } of result) {
        expect([what, status >= 500]).toEqual([what, false]);
        expect([what, ECHO.exec(body)?.[0]]).toEqual([what, undefined]);
      }
      expect([what, tookMs < MAX_RESPONSE_MS || tookMs, gapMs < MAX_GAP_MS || gapMs]).toEqual([what, true, true]);
      return result[0] ?? { status: 0, body: '' };
    },
    expectNoUnexpectedErrors: async () => {
      expect(server.output()).not.toContain('unexpected error');
      expect(await (await fetch(`${server.url}/metrics`)).text()).toContain('gateway_masked_errors_total 0');
    },
  };
}

/** The texts that the tests send, as a response would repeat them. */
const ECHO = /x{500}|(?:cannot represent ){5}|BEGIN CERTIFICATE-----[^)].{40}|(?:MII[A-Za-z0-9+/]{40})/;

function send(url: string, { method = 'POST', path = '/graphql', headers = {}, body = '' }: Sent): Promise<Received> {
  return new Promise((resolve) => {
    const outgoing = request(
      `${url}${path}`,
      { method, headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
      },
    );
    // The server may refuse a request before it has read all of it.
    outgoing.on('error', () => resolve({ status: 0, body: '' }));
    outgoing.end(body);
  });
}
