import { basename } from 'node:path';
import type { FastifyHelmetOptions } from '@fastify/helmet';
import files from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const YEAR_S = 365 * 24 * 60 * 60;

/** The sources that a page may load from, by directive of its content security policy. */
type Sources = Readonly<Record<string, readonly string[]>>;

/** Returns the security headers of a page. It can load only from the given sources, and no other site can frame it. */
export function pageHeaders(sources: Sources): FastifyHelmetOptions {
  const directives = Object.fromEntries(Object.entries(sources).map(([name, values]) => [name, [...values]]));
  return {
    global: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        ...directives,
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // The server itself serves plain HTTP. Its proxy is responsible for TLS and therefore for HSTS.
    strictTransportSecurity: false,
  };
}

/** A folder of files whose names contain a hash of their content, so that a file with a given name never changes. */
export interface Bundle {
  readonly folder: string;
  /** The path of the folder in URLs, with slashes at both ends. */
  readonly prefix: string;
  /** Returns true for the names of files that are served. */
  readonly isServed: (name: string) => boolean;
}

/** Serves the files of a bundle, compressed where there is a `.br` or `.gz` file too. Browsers keep them for a year. */
export async function serveBundle(app: FastifyInstance, { folder, prefix, isServed }: Bundle): Promise<void> {
  await app.register(files, {
    root: folder,
    prefix,
    index: false,
    etag: false,
    lastModified: false,
    cacheControl: false,
    preCompressed: true,
    allowedPath: (path) => isServed(basename(path)),
  });
  app.addHook('onSend', async (request, reply) => {
    const isFile = reply.statusCode === 200 && request.url.startsWith(prefix);
    if (isFile) reply.headers({ 'cache-control': `public, max-age=${YEAR_S}, immutable`, vary: 'accept-encoding' });
  });
}
