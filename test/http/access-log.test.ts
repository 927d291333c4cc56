import { connect } from 'node:net';
import { TOKENS } from '../../src/simulator/tokens';
import { startTestServer, type TestServer } from '../support/server';

interface Line {
  readonly msg: string;
  readonly route: string;
  readonly status: number;
  readonly complete: boolean;
}

describe('the access log', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  beforeEach(() => server.forget());

  const lines = () => server.log.map((line) => JSON.parse(line) as Line).filter(({ msg }) => msg === 'request');

  /** Sends text on a connection of its own and waits for its end. @returns what was received. */
  const send = (text: string, closeAfterMs?: number) =>
    new Promise<string>((resolve) => {
      const { hostname, port } = new URL(server.url);
      let received = '';
      const socket = connect(Number(port), hostname, () => {
        socket.write(text);
        if (closeAfterMs !== undefined) setTimeout(() => socket.destroy(), closeAfterMs);
      });
      socket.on('data', (chunk) => {
        received += chunk;
      });
      socket.on('error', () => {});
      socket.on('close', () => resolve(received));
    });

  const settled = () => new Promise((resolve) => setTimeout(resolve, 50));

  it.each<[string, string, string, number]>([
    ['a request', 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', '/healthz', 200],
    [
      'one whose target is absolute',
      'GET http://x/readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      '/readyz',
      200,
    ],
    ['an unknown path', 'GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 'other', 404],
    ['a path that is not one', 'GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 'other', 404],
    ['an unknown method', 'PURGE /graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 'other', 404],
    ['a refused method', 'DELETE /graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', '/graphql', 405],
    [
      'a body that is not JSON',
      'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1\r\nConnection: close\r\n\r\n{',
      '/graphql',
      400,
    ],
    ['what is not HTTP', '\x00\x01\r\n\r\n', 'other', 400],
    [
      'headers that are too large',
      `GET /healthz HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`,
      'other',
      431,
    ],
  ])('has one line for %s', async (_, text, route, status) => {
    const received = await send(text);
    await settled();
    expect(received).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(lines().map((line) => ({ route: line.route, status: line.status }))).toEqual([{ route, status }]);
  });

  it('has one line for a client that disconnects before its response, marked as incomplete', async () => {
    const body = JSON.stringify({ query: '{ certificates(first: 1) { __typename } }' });
    await send(
      `POST /graphql HTTP/1.1\r\nHost: x\r\nX-Auth-Token: ${TOKENS.admin}\r\nContent-Type: application/json\r\nContent-Length: ${body.length + 1}\r\n\r\n${body}`,
      30,
    );
    await settled();
    expect(lines()).toEqual([expect.objectContaining({ route: '/graphql', complete: false })]);
  });
});
