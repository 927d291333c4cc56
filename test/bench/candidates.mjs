import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PROJECT_ID, TOKEN } from './operations.mjs';

const run = promisify(execFile);
const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The headers of every request. */
export const HEADERS = { 'Content-Type': 'application/json', 'X-Auth-Token': TOKEN, 'X-Project-Id': PROJECT_ID };

/** The flags of Node with which the image runs the gateway. */
const FLAGS = JSON.parse(/^CMD (.*)$/m.exec(readFileSync(join(ROOT, 'Dockerfile'), 'utf8'))[1]).slice(1, -1);

const graphql = (request) => ({ method: 'POST', path: '/graphql', body: JSON.stringify(request.graphql) });
const hive = (request) => ({ method: 'POST', path: '/graphql', body: JSON.stringify(request.hive) });
const rest = ({ rest: { method, path, body } }) => ({ method, path, body: body && JSON.stringify(body) });

/** The package's version, as installed beside this file or beside the gateway. */
function versionOf(name, base = new URL('.', import.meta.url)) {
  return JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, base), 'utf8')).version;
}

function peer(name, script, ...packages) {
  return {
    name,
    versions: packages.map((it) => `${it} ${versionOf(it)}`),
    request: graphql,
    start: ({ port, upstream }) => ({
      command: process.execPath,
      args: [join(HERE, 'servers', script)],
      env: { NODE_ENV: 'production', PORT: String(port), UPSTREAM: upstream },
    }),
  };
}

/** Everything that is measured, by a short name. The first is the limit. */
export const CANDIDATES = {
  proxy: { ...peer('bare proxy', 'proxy.mjs', 'undici'), request: rest },
  gateway: {
    name: '**this gateway**',
    versions: ['@apollo/server', 'graphql', 'type-graphql', 'undici'].map(
      (it) => `${it} ${versionOf(it, new URL('../..', import.meta.url))}`,
    ),
    request: graphql,
    // As it runs in production. The limit of calls a minute is in force, but high: the load is of one caller.
    start: ({ port, upstream, flags }) => ({
      command: process.execPath,
      args: [
        ...FLAGS,
        ...flags,
        // After the image's flags: of two that say the same, V8 takes the last.
        ...(process.env.GATEWAY_NODE_OPTIONS ?? '').split(' ').filter(Boolean),
        join(ROOT, 'dist', 'main.js'),
      ],
      env: { NODE_ENV: 'production', PORT: String(port), APIG_ENDPOINT: upstream, RATE_LIMIT: '1000000' },
    }),
  },
  mercurius: peer('mercurius with jit', 'mercurius.mjs', 'mercurius', 'graphql-jit', 'fastify'),
  'mercurius-same': peer(
    'mercurius doing the same work',
    'mercurius-same.mjs',
    ...['mercurius', 'graphql-jit', 'fastify', 'pino', 'rate-limiter-flexible', 'prom-client'],
  ),
  'apollo-fastify': peer('Apollo Server on Fastify', 'apollo-fastify.mjs', '@apollo/server', 'fastify'),
  'apollo-express': peer('Apollo Server on Express', 'apollo-express.mjs', '@apollo/server', 'express'),
  yoga: peer('GraphQL Yoga', 'yoga.mjs', 'graphql-yoga'),
  hive: {
    name: 'Hive Gateway, OpenAPI source',
    versions: ['@graphql-hive/gateway', '@omnigraph/openapi'].map((it) => `${it} ${versionOf(it)}`),
    request: hive,
    prepare: async ({ folder, upstream }) => {
      const env = { ...process.env, UPSTREAM: upstream, OPENAPI: join(ROOT, 'schema', 'apig.openapi.yaml') };
      const args = ['-c', 'servers/hive/mesh.config.ts', '-o', join(folder, 'supergraph.graphql')];
      await run(join(HERE, 'node_modules', '.bin', 'mesh-compose'), args, { cwd: HERE, env });
    },
    start: ({ port, folder }) => ({
      command: process.execPath,
      args: [
        join(HERE, 'node_modules', '@graphql-hive', 'gateway', 'dist', 'bin.js'),
        ...['supergraph', join(folder, 'supergraph.graphql'), '-c', join(HERE, 'servers', 'hive', 'gateway.config.ts')],
        ...['-p', String(port), '-h', '127.0.0.1', '--fork', '1'],
      ],
      env: { NODE_ENV: 'production' },
    }),
  },
  'apollo-standalone': {
    ...peer('Apollo Server alone (standalone)', 'apollo-standalone.mjs', '@apollo/server'),
    startOnly: true,
  },
};
