// Writes the table of metrics in docs/metrics.md from src/telemetry/metrics.ts: `npm run docs:metrics`.
// With `--check`, fails if the table is stale.
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { loadSource } = require('./load-source.cjs');

const { Metrics } = loadSource('src/telemetry/metrics.ts');

const PAGE = join(__dirname, '..', 'docs', 'metrics.md');
const code = (text) => `\`${text}\``;

/** The metrics of Node.js and its process come from prom-client. */
const isOfRuntime = ({ name }) => /^(process|nodejs)_/.test(name);

const metrics = new Metrics('', []).describe().toSorted((a, b) => (a.name < b.name ? -1 : 1));
const before = readFileSync(PAGE, 'utf8');
const after = fill(
  fill(
    before,
    'metrics',
    metrics.filter((it) => !isOfRuntime(it)),
  ),
  'metrics of the runtime',
  metrics.filter(isOfRuntime),
);
if (!process.argv.includes('--check')) {
  writeFileSync(PAGE, after);
} else if (after !== before) {
  console.error('docs/metrics.md is stale: run `npm run docs:metrics`.');
  process.exitCode = 1;
}

function fill(text, name, rows) {
  const place = new RegExp(`(<!-- ${name}: [^>]* -->\n)[\\s\\S]*?(<!-- end of ${name} -->)`);
  if (!place.test(text)) throw new Error(`docs/metrics.md has no place for the table of ${name}.`);
  return text.replace(place, (_, begin, end) => `${begin}${tableOf(rows)}${end}`);
}

function tableOf(rows) {
  const lines = rows.map(({ name, type, labels, help }) => {
    return `| ${code(name)} | ${type} | ${labels.map(code).join(', ')} | ${help.replaceAll('|', '\\|')} |\n`;
  });
  return `| metric | type | labels | meaning |\n| --- | --- | --- | --- |\n${lines.join('')}`;
}
