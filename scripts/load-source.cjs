// Loads a TypeScript module of src as it stands, without a build: a generator must not read an old dist.
const Module = require('node:module');
const { join } = require('node:path');
const { buildSync } = require('esbuild');

const ROOT = join(__dirname, '..');

/** Returns what the module exports; its path is from the root of the repository. Packages come from node_modules. */
exports.loadSource = (path) => {
  const file = join(ROOT, path);
  const options = { bundle: true, platform: 'node', format: 'cjs', packages: 'external', write: false };
  const [{ text }] = buildSync({ ...options, entryPoints: [file] }).outputFiles;
  const module = new Module(file);
  module.paths = Module._nodeModulePaths(ROOT);
  module._compile(text, file);
  return module.exports;
};
