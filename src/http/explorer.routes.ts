import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import { DOCS_TYPE, type ExplorerDefaults, type PageData } from '../graphql/explorer-defaults';
import { HttpError } from './http-error';
import { pageHeaders, serveBundle } from './page';

/** The folder of the bundle, which `npm run build` creates. */
const FOLDER = join(__dirname, '..', 'explorer');

/** The names of bundled files. They contain a hash of the content, so a file with a given name never changes. */
const FILE_NAME = /^[\w.-]{1,100}-[A-Z0-9]{8}\.(js|css|ttf)$/;

/** Security headers. Inline styles are allowed because the editor needs them. */
const HEADERS = pageHeaders({
  scriptSrc: ["'self'"],
  workerSrc: ["'self'"],
  connectSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  fontSrc: ["'self'", 'data:'],
  imgSrc: ["'self'", 'data:'],
});

interface Manifest {
  readonly script: string;
  readonly style: string;
  readonly workers: Readonly<Record<string, string>>;
}

/** Serves the bundled GraphiQL: the page at `/explorer`, and its files below that path. */
export async function explorerRoutes(app: FastifyInstance, defaults: ExplorerDefaults): Promise<void> {
  await app.register(helmet, HEADERS);
  await serveBundle(app, { folder: FOLDER, prefix: '/explorer/', isServed: (name) => FILE_NAME.test(name) });
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
