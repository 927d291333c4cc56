// The limit: a reverse proxy that passes the REST call through.
import { createServer } from 'node:http';
import { Pool } from 'undici';

const pool = new Pool(process.env.UPSTREAM, { connections: 64, pipelining: 1 });

createServer({ maxHeaderSize: 65_536 }, async (request, response) => {
  try {
    const { host: _, connection: __, ...headers } = request.headers;
    const hasBody = request.method !== 'GET';
    const reply = await pool.request({
      method: request.method,
      path: request.url,
      headers,
      body: hasBody ? request : null,
    });
    response.writeHead(reply.statusCode, reply.headers);
    reply.body.pipe(response);
  } catch {
    response.writeHead(502).end();
  }
}).listen(Number(process.env.PORT), '127.0.0.1');
