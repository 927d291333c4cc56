import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Sample } from '../graphql/explorer-defaults';
import type { CallerDefaults } from './caller';
import { HttpError } from './http-error';
import { pageHeaders, serveBundle } from './page';

/** The data embedded in the console's page. */
export interface ConsoleSettings {
  /** The names of the configured regions. */
  readonly regions: readonly string[];
  /** The tokens of the embedded simulator, which the sign-in page offers; empty for a real upstream. */
  readonly sampleTokens: readonly string[];
}

/** The folder of the bundle, which `npm run build` creates from `examples/console`. */
const FOLDER = join(__dirname, '..', 'console');

/** The names of bundled files: they contain a hash of the content. */
const FILE_NAME = /^[\w.-]{1,100}-[\w-]{8}\.(js|css|svg)$/;

/** The element of the page that the settings replace. */
const PLACEHOLDER = '<script type="application/json" id="settings">{}</script>';

/** Security headers. Everything is loaded from this server, and no inline script or style is allowed. */
const HEADERS = pageHeaders({
  scriptSrc: ["'self'"],
  connectSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
});

/** Returns the settings for an upstream. @param sample its sample values; absent for a real upstream. */
export function consoleSettingsOf({ endpoints }: CallerDefaults, sample: Sample | undefined): ConsoleSettings {
  return { regions: [...endpoints.keys()], sampleTokens: sample ? [sample.token, ...sample.otherTokens] : [] };
}

/** Serves the certificate console: one page for `/console` and every path below it, and its files. */
export async function consoleRoutes(app: FastifyInstance, settings: ConsoleSettings): Promise<void> {
  const data = JSON.stringify(settings).replaceAll('<', '\\u003c');
  const sendPage = async (reply: FastifyReply) => {
    const page = await readPage();
    await reply.helmet(HEADERS);
    const html = page.replace(PLACEHOLDER, () => PLACEHOLDER.replace('{}', () => data));
    return reply.type('text/html; charset=utf-8').send(html);
  };
  await app.register(helmet, HEADERS);
  await app.register((scope) =>
    serveBundle(scope, {
      folder: join(FOLDER, 'assets'),
      prefix: '/console/assets/',
      isServed: (name) => FILE_NAME.test(name),
    }),
  );
  app.get('/console', (_, reply) => sendPage(reply));
  app.get('/console/*', (_, reply) => sendPage(reply));
}

/** Reads the page. @throws HttpError 404 if the console was not built. */
async function readPage(): Promise<string> {
  try {
    return await readFile(join(FOLDER, 'index.html'), 'utf8');
  } catch {
    throw new HttpError(404, 'The console was not built. Run `npm run build`.');
  }
}
