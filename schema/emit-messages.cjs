// Writes schema/generated/messages.LANGUAGE.json, the message for each error code, for clients: `npm run codegen`.
// With `--check`, fails if a checked-in file is stale.
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { MESSAGES } = require('../dist/errors/messages.js');

for (const [language, messages] of Object.entries(MESSAGES)) {
  const file = join(__dirname, `generated/messages.${language}.json`);
  const text = `${JSON.stringify(Object.fromEntries(Object.entries(messages).sort()), null, 2)}\n`;
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text);
  } else if (readFileSync(file, 'utf8') !== text) {
    console.error(`schema/generated/messages.${language}.json is stale: run \`npm run codegen\`.`);
    process.exitCode = 1;
  }
}
