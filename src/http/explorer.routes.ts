import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import helmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import files from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { DOCS_TYPE, type ExplorerDefaults, type PageData } from '../graphql/explorer-defaults';
import { HttpError } from './http-error';

/** The folder of the bundle, which `npm run build` creates. */
const FOLDER = join(__dirname, '..', 'explorer');

/** The names of bundled files. They contain a hash of the content, so a file with a given name never changes. */
const FILE_NAME = /^[\w.-]{1,100}-[A-Z0-9]{8}\.(js|css|ttf)$/;

const YEAR_S = 365 * 24 * 60 * 60;

/** Security headers. Everything is loaded from this server. Inline styles are allowed because the editor needs them. */
const HEADERS: FastifyHelmetOptions = {
  global: false,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      workerSrc: ["'self'"],
      connectSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      fontSrc: ["'self'", 'data:'],
      imgSrc: ["'self'", 'data:'],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  // The server itself serves plain HTTP. Its proxy is responsible for TLS and therefore for HSTS.
  strictTransportSecurity: false,
};

interface Manifest {
  readonly script: string;
  readonly style: string;
  readonly workers: Readonly<Record<string, string>>;
}

/** Serves the bundled GraphiQL: the page at `/explorer`, and its files below that path. */
export async function explorerRoutes(app: FastifyInstance, defaults: ExplorerDefaults): Promise<void> {
  await app.register(helmet, HEADERS);
  await app.register(files, {
    root: FOLDER,
    prefix: '/explorer/',
    index: false,
    etag: false,
    lastModified: false,
    cacheControl: false,
    allowedPath: (path) => FILE_NAME.test(basename(path)),
  });
  app.addHook('onSend', async (request, reply) => {
    const isFile = reply.statusCode === 200 && request.url.startsWith('/explorer/');
    if (isFile) reply.header('cache-control', `public, max-age=${YEAR_S}, immutable`);
  });
  app.get('/', async (_, reply) => reply.redirect('/graphql'));
  app.get('/explorer', async (_, reply) => {
    const { script, style, workers } = await readManifest();
    const data: PageData = { ...defaults, type: DOCS_TYPE, workers };
    await reply.helmet(HEADERS);
    return reply.type('text/html; charset=utf-8').send(pageOf(script, style, data));
  });
}

function pageOf(script: string, style: string, data: PageData): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>APIG certificate gateway</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/explorer/${style}">
<style>html, body, #explorer { height: 100%; margin: 0 }</style>
<div id="explorer">Loading...</div>
<script type="application/json" id="defaults">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>
<script src="/explorer/${script}"></script>
`;
}

/** Reads the manifest of the bundle. @throws HttpError 404 if the bundle was not built. */
async function readManifest(): Promise<Manifest> {
  try {
    return JSON.parse(await readFile(join(FOLDER, 'manifest.json'), 'utf8')) as Manifest;
  } catch {
    throw new HttpError(404, 'The explorer was not built. Run `npm run build`.');
  }
}
