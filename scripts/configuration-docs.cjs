// Writes the tables of variables in README.md and docs/configuration.md from src/config/variables.ts: `npm run docs:config`.
// With `--check`, fails if a table is stale.
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { loadSource } = require('./load-source.cjs');

const { VARIABLES } = loadSource('src/config/variables.ts');
const { defaultInWords } = loadSource('src/config/default-in-words.ts');

const TABLE = /(<!-- variables[^>]* -->\n)[\s\S]*?(<!-- end of variables -->)/;
const code = (text) => `\`${text}\``;
const cell = (text) => text.replaceAll('|', '\\|');

const rows = Object.entries(VARIABLES);
update('docs/configuration.md', rows);
update(
  'README.md',
  rows.filter(([, { inReadme }]) => inReadme),
);

function update(path, rows) {
  const file = join(__dirname, '..', path);
  const before = readFileSync(file, 'utf8');
  if (!TABLE.test(before)) throw new Error(`${path} has no place for the table of variables.`);
  const after = before.replace(TABLE, (_, begin, end) => `${begin}${tableOf(rows)}${end}`);
  if (!process.argv.includes('--check')) {
    writeFileSync(file, after);
  } else if (after !== before) {
    console.error(`${path} is stale: run \`npm run docs:config\`.`);
    process.exitCode = 1;
  }
}

function tableOf(rows) {
  const lines = rows.map(([name, row]) => {
    const cells = [code(name), row.meaning, row.accepted, defaultInWords(row, code).words];
    return `| ${cells.map(cell).join(' | ')} |\n`;
  });
  return `| variable | meaning | accepted | default |\n| --- | --- | --- | --- |\n${lines.join('')}`;
}
