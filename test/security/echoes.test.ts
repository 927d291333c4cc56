import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { print } from 'graphql';
import { UpdateCertificateDocument } from '../../schema/generated/operations';
import { issue } from '../support/certificates';
import { ENCODINGS, leftIn } from '../support/encodings';
import { startServerProcess } from '../support/process';
import { startUpstream } from '../support/upstream';

const CALLERS = 6;

/** The ways in which an upstream sends a text back. */
const ECHOES: readonly ((response: ServerResponse, text: string) => void)[] = [
  (response, text) => json(response, 400, { error_code: 'APIG.2011', error_msg: `The token ${text} is bad` }),
  (response, text) => json(response, 404, { error: { code: 'APIGW.0301', message: text } }),
  (response, text) =>
    json(response, 403, { error_code: 'APIG.1005', error_msg: 'no', encoded_authorization_message: text }),
  (response, text) => json(response, 400, { error_code: text, error_msg: 'bad' }),
  (response, text) => json(response, 400, { error_code: text.replace(/[^\w.-]/g, '').slice(0, 60), error_msg: 'bad' }),
  (response, text) =>
    json(response, 500, { error_code: 'APIG.9999', error_msg: 'bad', request_id: text.slice(0, 100) }),
  (response, text) => json(response, 500, { error_code: 'APIG.9999', error_msg: 'x'.repeat(400) + text }),
  (response, text) => json(response, 200, { error_code: 'APIG.2011', error_msg: text }),
  (response, text) => json(response, 200, { id: 7, name: text }),
  (response, text) => void response.writeHead(502, { 'content-type': 'text/html' }).end(`<html>${text}</html>`),
  (response, text) => {
    const value = text.replace(/[^\x20-\x7e]/g, '').slice(0, 100);
    response.writeHead(500, {
      'x-request-id': value,
      'retry-after': value,
      'www-authenticate': value,
      location: value,
    });
    response.end(text);
  },
  (response, text) =>
    void response.writeHead(307, { location: `http://127.0.0.1:1/${encodeURIComponent(text)}` }).end(),
  // Broken HTTP, which the client library reports with the bytes that it could not read.
  (response, text) => void response.socket?.end(`HTTP/1.1 200 ${text}\r\n${text}\r\n\r\n${text}`),
  (response, text) => void response.socket?.end(`HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n${text}`),
  (response, text) => void response.socket?.end(`${text}\r\n\r\n`),
];

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

it('no response, log line, audit record or metric contains the token or key that an upstream sends back in another encoding', async () => {
  const { pem, key } = await issue({ san: ['a.example.com'] });
  const tokens = Array.from({ length: CALLERS }, (_, caller) => `${caller}${randomBytes(90).toString('base64')}`);
  const keyBody = key.replace(/-----[^-]+-----|\s/g, '');
  const names = Object.keys(ENCODINGS);
  let calls = 0;
  const endpoint = await startUpstream(async (request, response) => {
    const body = await bodyOf(request);
    const echo = ECHOES[calls % ECHOES.length] ?? json;
    const encode = ENCODINGS[names[Math.floor(calls / ECHOES.length) % names.length] ?? ''] ?? String;
    const sent = calls % 2 === 0 || body === '' ? String(request.headers['x-auth-token']) : keyBody.slice(0, 400);
    calls++;
    (echo as (response: ServerResponse, text: string) => void)(response, encode(sent));
  });
  const audit = join(mkdtempSync(join(tmpdir(), 'echoes-')), 'audit.log');
  const server = await startServerProcess({
    APIG_ENDPOINT: endpoint,
    APIG_PROJECT_ID: 'p',
    LOG_LEVEL: 'trace',
    AUDIT_LOG: `file:${audit}`,
    UPSTREAM_RETRIES: '0',
    CIRCUIT_BREAKER: 'off',
    RATE_LIMIT: 'off',
  });
  const shown: string[] = [];
  const send = async (token: string, query: string, variables: object) => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-auth-token': token },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    shown.push(text, JSON.stringify([...response.headers]));
    expect([response.status, text]).toEqual([200, expect.stringContaining('"data"')]);
  };
  const input = { name: 'site', certContent: pem, privateKey: key };
  const read =
    '{ certificate(id: "c") { __typename ... on ApigError { code message requestId } ... on ApigPermissionDeniedError { encodedAuthorizationMessage } } }';
  // One more than the echoes, so that each echo gets each encoding of tokens and of keys.
  for (let round = 0; calls < 2 * ECHOES.length * names.length; round++) {
    await Promise.all(
      tokens.map((token, caller) =>
        (caller + round) % 2 === 0
          ? send(token, print(UpdateCertificateDocument), { id: 'c', input })
          : send(token, read, {}),
      ),
    );
  }
  shown.push(await (await fetch(`${server.url}/metrics`)).text());
  server.child.kill('SIGTERM');
  const { code, stdout, stderr } = await server.finished;
  expect(code).toBe(0);
  const text = [...shown, stdout, stderr, readFileSync(audit, 'utf8')].join('\n');
  process.stdout.write(`echoes: ${calls} upstream replies, ${text.length} characters searched.\n`);
  for (const secret of [...tokens, keyBody.slice(0, 400)]) expect(leftIn(text, secret)).toBeUndefined();
}, 120_000);
