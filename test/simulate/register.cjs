/** Lets Node run the TypeScript of `src` and `test` as it is, compiled the way jest compiles it. */
const { readFileSync } = require('node:fs');
const { sep } = require('node:path');
const { transformSync } = require('@swc/core');

const options = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    keepClassNames: true,
  },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
};

// First, since a name without an extension may have a `.json` beside it.
const others = { ...require.extensions };
for (const extension of Object.keys(others)) delete require.extensions[extension];
require.extensions['.ts'] = (module, filename) => {
  if (filename.includes(`${sep}node_modules${sep}`)) throw new Error(`not compiled: ${filename}`);
  module._compile(transformSync(readFileSync(filename, 'utf8'), { ...options, filename }).code, filename);
};
Object.assign(require.extensions, others);

// Node tries the extensions in the order of their keys: error-codes.ts goes before error-codes.json.
const json = require.extensions['.json'];
delete require.extensions['.json'];
require.extensions['.json'] = json;

require('reflect-metadata');
