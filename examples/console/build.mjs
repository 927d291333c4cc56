// Builds the console, unless the last build is newer than its sources. The server sends the compressed files as they are.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const PAGE = `${HERE}../../dist/console/index.html`;
const ASSETS = `${HERE}../../dist/console/assets/`;

if (!isFresh()) {
  const { build } = await import('vite');
  await build({ configFile: `${HERE}vite.config.mjs`, logLevel: 'warn' });
  for (const name of readdirSync(ASSETS)) {
    const content = readFileSync(ASSETS + name);
    writeFileSync(`${ASSETS + name}.gz`, gzipSync(content, { level: 9 }));
    writeFileSync(`${ASSETS + name}.br`, brotliCompressSync(content));
  }
}

function isFresh() {
  try {
    const made = statSync(PAGE).mtimeMs;
    const sources = readdirSync(HERE, { recursive: true, encoding: 'utf8' }).map((name) => HERE + name);
    return [...sources, `${HERE}../../package-lock.json`].every((path) => statSync(path).mtimeMs < made);
  } catch {
    return false;
  }
}
