// Bundles GraphiQL with its styles, fonts and workers into dist/explorer, so that nothing is loaded from other sites.
// Does nothing if the bundle is newer than its sources.
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const OUT = path('../../dist/explorer');
const MANIFEST = `${OUT}/manifest.json`;

if (!isFresh()) {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  const { metafile } = await build({
    entryPoints: {
      page: path('page.tsx'),
      'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
      'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
      'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
    },
    outdir: OUT,
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    jsx: 'automatic',
    loader: { '.ttf': 'file', '.woff2': 'file' },
    tsconfig: path('tsconfig.json'),
    metafile: true,
    logLevel: 'warning',
    legalComments: 'linked',
  });
  writeFileSync(MANIFEST, JSON.stringify(manifestOf(metafile), undefined, 2));
}

function isFresh() {
  try {
    const made = statSync(MANIFEST).mtimeMs;
    const sources = ['page.tsx', 'page.css', 'build.mjs', 'tsconfig.json', '../../package-lock.json'];
    return sources.every((name) => statSync(path(name)).mtimeMs < made);
  } catch {
    return false;
  }
}

/** Returns the bundled files by their use. */
function manifestOf({ outputs }) {
  const files = Object.keys(outputs).map((file) => basename(file));
  const find = (pattern) => files.find((file) => pattern.test(file));
  return {
    script: find(/^page-\w+\.js$/),
    style: find(/^page-\w+\.css$/),
    workers: {
      editor: find(/^editor\.worker-\w+\.js$/),
      json: find(/^json\.worker-\w+\.js$/),
      graphql: find(/^graphql\.worker-\w+\.js$/),
    },
  };
}
