import type { IncomingHttpHeaders } from 'node:http';
import { startUpstream } from './upstream';

/** A request that went through a recorder. */
export interface Recorded {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Starts a proxy in front of a server, which forwards and records every request. */
export async function startRecorder(target: string): Promise<{ url: string; seen: Recorded[] }> {
  const seen: Recorded[] = [];
  const url = await startUpstream((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      seen.push({ headers: request.headers, body });
      const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
      void fetch(target, { method: 'POST', headers: headers as Record<string, string>, body }).then(async (answer) => {
        response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
        response.end(await answer.text());
      });
    });
  });
  return { url, seen };
}
