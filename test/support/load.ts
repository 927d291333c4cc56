import { Agent, request as httpRequest } from 'node:http';

/** The result of one request. */
export interface Outcome {
  readonly requestId: string;
  /** The local port of the connection. */
  readonly port: number | undefined;
  readonly startedAt: number;
  readonly endedAt: number;
  /** HTTP status; undefined if the connection broke. */
  readonly status: number | undefined;
  readonly body: string;
}

/** A caller with one persistent connection, which sends GraphQL requests one after the other. */
export class LoadCaller {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  send(query: string, variables: object, requestId: string): Promise<Outcome> {
    const startedAt = Date.now();
    return new Promise((resolve) => {
      let port: number | undefined;
      const end = (status: number | undefined, body: string) =>
        resolve({ requestId, port, startedAt, endedAt: Date.now(), status, body });
      const request = httpRequest(
        `${this.url}/graphql`,
        {
          method: 'POST',
          agent: this.#agent,
          headers: { 'content-type': 'application/json', 'x-auth-token': this.token, 'x-request-id': requestId },
        },
        (response) => {
          let body = '';
          response.on('data', (chunk) => {
            body += chunk;
          });
          response.on('end', () => end(response.statusCode, body));
          response.on('error', () => end(undefined, body));
        },
      );
      request.on('socket', (socket) => {
        const know = () => {
          port = socket.localPort;
        };
        if (socket.connecting) socket.once('connect', know);
        else know();
      });
      request.on('error', () => end(undefined, ''));
      request.end(JSON.stringify({ query, variables }));
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
