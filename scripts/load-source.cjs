// Loads a TypeScript module of src without a build, so that a generator does not read an outdated dist.
const Module = require('node:module');
const { join } = require('node:path');
const { buildSync } = require('esbuild');

const ROOT = join(__dirname, '..');

/** Returns the exports of the module at a path relative to the root of the repository. Packages are loaded from node_modules. */
exports.loadSource = (path) => {
  const file = join(ROOT, path);
  const options = { bundle: true, platform: 'node', format: 'cjs', packages: 'external', write: false };
  const [{ text }] = buildSync({ ...options, entryPoints: [file] }).outputFiles;
  const module = new Module(file);
  module.paths = Module._nodeModulePaths(ROOT);
  module._compile(text, file);
  return module.exports;
};
