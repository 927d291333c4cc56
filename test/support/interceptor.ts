import type { IncomingHttpHeaders } from 'node:http';
import { startUpstream } from './upstream';

/** A request on its way to the upstream. */
export interface Intercepted {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * Chooses the handling of a request: `undefined` forwards it; `lost` forwards it and drops the response; `refused` drops the
 * connection before the upstream receives it; a status and a body are sent in place of the upstream's response; a function edits
 * the JSON of a 200.
 */
export type Interception =
  | undefined
  | 'lost'
  | 'refused'
  | { readonly status: number; readonly body: object }
  | ((body: unknown) => unknown);

/** Starts an upstream that forwards requests to another, unless the rule says otherwise. Returns its base URL. */
export function startInterceptor(target: () => string, rule: (request: Intercepted) => Interception): Promise<string> {
  return startUpstream((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => void answer(Buffer.concat(chunks).toString('utf8')));

    async function answer(body: string): Promise<void> {
      const { method = 'GET', url = '/' } = request;
      const interception = rule({ method, url, headers: request.headers, body });
      if (interception === 'refused') return void response.destroy();
      if (typeof interception === 'object') {
        return void response.writeHead(interception.status).end(JSON.stringify(interception.body));
      }
      const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
      const reply = await fetch(target() + url, {
        method,
        headers: headers as Record<string, string>,
        ...(body === '' ? {} : { body }),
      });
      const text = await reply.text();
      if (interception === 'lost') return void response.destroy();
      const { 'content-length': _length, ...replyHeaders } = Object.fromEntries(reply.headers);
      const isEdited = typeof interception === 'function' && reply.status === 200;
      response
        .writeHead(reply.status, replyHeaders)
        .end(isEdited ? JSON.stringify(interception(JSON.parse(text))) : text);
    }
  });
}
