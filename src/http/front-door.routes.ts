import { createHash } from 'node:crypto';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import { pageHeaders } from './page';

/** The pages that the server has for browsers. */
export interface Pages {
  readonly console: boolean;
  readonly explorer: boolean;
}

/** The style of the page. Its hash is in the content security policy. */
const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText }
body { margin: 0 auto; max-width: 44rem; padding: 2rem 1rem }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem }
h2 { font-size: 1.125rem; margin: 0 }
ul { display: grid; gap: 1rem; list-style: none; margin: 1.5rem 0; padding: 0 }
li { border: 1px solid GrayText; border-radius: .5rem; padding: 1rem }
p { margin: .25rem 0 0 }
a { color: LinkText; display: inline-block; min-height: 24px }
a:focus-visible { outline: 3px solid Highlight; outline-offset: 2px }
`;

const HEADERS = pageHeaders({
  styleSrc: [`'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`],
  imgSrc: ['data:'],
});

/** Serves the page at `/`, with links to the other pages for browsers. It loads nothing. */
export async function frontDoorRoutes(app: FastifyInstance, pages: Pages): Promise<void> {
  const html = pageOf(pages);
  await app.register(helmet, HEADERS);
  app.get('/', async (_, reply) => {
    await reply.helmet(HEADERS);
    return reply.type('text/html; charset=utf-8').send(html);
  });
}

function pageOf(pages: Pages): string {
  const entries = [...(pages.console ? [CONSOLE] : []), ...(pages.explorer ? [EXPLORER, SANDBOX] : [])].map(
    ([path, name, text]) => `<li><h2><a href="${path}">${name}</a></h2><p>${text}</p></li>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>APIG certificate gateway</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
<main>
<h1>APIG certificate gateway</h1>
<p>A GraphQL server for the SSL certificates of API Gateway. Clients send requests to <code>/graphql</code>.</p>
<ul>
${entries.join('\n')}
</ul>
</main>
</html>
`;
}

const CONSOLE = [
  '/console',
  'Certificate console',
  'See what expires, and detach, attach, renew or replace certificates.',
];
const EXPLORER = ['/explorer', 'Explorer', 'Write and run GraphQL operations, with the documentation of the schema.'];
const SANDBOX = ['/graphql', 'Apollo Sandbox', 'Another explorer. It loads its code from the internet.'];
