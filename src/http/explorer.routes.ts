import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { DOCS_TYPE, type ExplorerDefaults, type PageData } from '../graphql/explorer-defaults';
import { HttpError } from './http-error';
import { type Answer, send } from './send';

/** Where `npm run build` puts the bundle: beside this file's folder, once both are built. */
const FOLDER = join(__dirname, '..', 'explorer');

/** A file's name has a hash of its content: it never changes. Names hold no slash, so that none leads out of the folder. */
const FILE_NAME = /^[\w.-]+-[A-Z0-9]{8}\.(js|css|ttf)$/;

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
};

/** Everything from this server, nothing from elsewhere; styles inline, since the editor sets them so. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

interface Manifest {
  readonly script: string;
  readonly style: string;
  readonly workers: Readonly<Record<string, string>>;
}

/**
 * Serves GraphiQL, bundled with us: the page at `/explorer`, its files below it.
 * @throws HttpError 404 for any other path, or where the bundle was not built.
 */
export async function sendExplorer(path: string, explorerDefaults: ExplorerDefaults, response: Answer): Promise<void> {
  if (path === '/explorer') return sendPage(explorerDefaults, response);
  const name = path.slice('/explorer/'.length);
  if (!FILE_NAME.test(name)) throw new HttpError(404, 'The explorer has no such file.');
  const content = await read(name);
  send(response, 200, content, {
    'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
    'cache-control': 'public, max-age=31536000, immutable',
  });
}

async function sendPage(explorerDefaults: ExplorerDefaults, response: Answer): Promise<void> {
  const { script, style, workers } = JSON.parse((await read('manifest.json')).toString('utf8')) as Manifest;
  const data: PageData = { ...explorerDefaults, type: DOCS_TYPE, workers };
  send(response, 200, pageOf(script, style, data), {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': POLICY,
    'referrer-policy': 'no-referrer',
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

async function read(name: string): Promise<Buffer> {
  try {
    return await readFile(join(FOLDER, name));
  } catch {
    throw new HttpError(404, 'The explorer has no such file. `npm run build` makes its files.');
  }
}
