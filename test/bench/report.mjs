import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, cpus, release } from 'node:os';
import { CANDIDATES } from './candidates.mjs';
import { goalsOf, timesAsFast } from './goals.mjs';
import { OPERATIONS } from './operations.mjs';
import { median } from './statistics.mjs';

/** All that was measured, as tables in Markdown. */
export function allTables(figures) {
  const parts = [goalsTable(figures), table(figures), growthTable(figures.growth), profileTables(figures.profiles)];
  return parts.filter((it) => it !== '').join('\n');
}

/** What the gateway is to reach, and whether it does. */
function goalsTable(figures) {
  const rows = goalsOf(figures).map(({ text, found, isMet }) => [text, found.toFixed(2), isMet ? 'yes' : '**no**']);
  return rows.length === 0 ? '' : `### Goals\n\n${markdown(['', 'measured', 'met'], rows)}`;
}

/** Where the gateway's time goes: parts of at least 1 %, and the functions that take most. */
function profileTables(profiles) {
  const percent = ({ name, share }) => [`\`${name}\``, `${(share * 100).toFixed(1)} %`];
  return profiles
    .map(({ operation, parts, functions }) => {
      const large = parts.filter(({ share }) => share >= 0.01).map(percent);
      const top = functions.slice(0, TOP_FUNCTIONS).map(percent);
      const title = `### Profile of the gateway: ${OPERATIONS[operation].title}`;
      return `${title}\n\n${markdown(['part', 'own time'], large)}\n${markdown(['function', 'own time'], top)}`;
    })
    .join('\n');
}

function table({ names, operations, results, starts, memory }) {
  const loaded = names.filter((name) => !CANDIDATES[name].startOnly);
  const parts = operations.map((operation) => {
    const { title, connections } = OPERATIONS[operation];
    const of = (name, figure) => median(results.get(`${name} ${operation}`).map((it) => it[figure]));
    const rows = loaded.map((name) => [
      CANDIDATES[name].name,
      of(name, 'cpu').toFixed(0),
      ratio(timesAsFast(results, operation, name, 'proxy')),
      ratio(timesAsFast(results, operation, 'gateway', name)),
      Math.round(of(name, 'perSecond')).toLocaleString('en'),
      of(name, 'p50').toFixed(1),
      of(name, 'p99').toFixed(1),
      of(name, 'calls').toFixed(1),
    ]);
    const head = ['', 'CPU µs', 'of the proxy', 'gateway is', 'requests/s', 'p50 ms', 'p99 ms', 'upstream calls'];
    return `### ${title}, ${connections} connections\n\n${markdown(head, rows)}`;
  });
  const rows = names.map((name) => [
    CANDIDATES[name].name,
    starts.has(name) ? Math.round(starts.get(name)) : '',
    memory.has(name) ? Math.round(memory.get(name)) : '',
  ]);
  return `${parts.join('\n')}\n### Start and memory\n\n${markdown(['', 'first response after ms', 'memory after load MB'], rows)}`;
}

function growthTable(growth) {
  if (growth.length === 0) return '';
  const rows = growth.map(({ name, size, p50, p99, cpu, calls, memory }) => [
    CANDIDATES[name].name,
    size,
    p50.toFixed(2),
    ((p50 / size) * 1000).toFixed(0),
    p99.toFixed(1),
    (cpu / 1000).toFixed(2),
    calls.toFixed(1),
    memory.toFixed(0),
  ]);
  const head = [
    '',
    'certificates',
    'p50 ms',
    'p50 µs each',
    'p99 ms',
    'CPU ms a request',
    'upstream calls',
    'memory MB',
  ];
  return `### Growth: one connection\n\n${markdown(head, rows)}`;
}

/** Functions of a profile that are shown. */
const TOP_FUNCTIONS = 20;

const [BEGIN, END] = ['<!-- figures: written by npm run bench -- --write -->', '<!-- end of figures -->'];

/** The page with its figures replaced. */
export function report(page, figures) {
  const text = readFileSync(page, 'utf8');
  const [before, rest] = text.split(BEGIN);
  const after = rest.split(END)[1];
  return `${before}${BEGIN}\n\n${facts(figures)}\n${allTables(figures)}\n${END}${after}`;
}

function facts({ names, rounds, seconds }) {
  const [{ model }] = cpus();
  const nginx = execFileSync('sh', ['-c', 'nginx -v 2>&1'], { encoding: 'utf8' }).trim();
  const rows = names.map((name) => [CANDIDATES[name].name, CANDIDATES[name].versions.join(', ')]);
  return `Command: \`npm run bench -- --write\`, ${new Date().toISOString().slice(0, 10)}: ${rounds} rounds of ${seconds} s each.

Machine: ${model.trim()}, ${cpus().length} cores, Linux ${release()} (${arch()}), Node ${process.version}, ${nginx.replace('nginx version: ', '')}.

${markdown(['', 'versions'], rows)}`;
}

function ratio(value) {
  return value === undefined ? '' : value.toFixed(2);
}

function markdown(head, rows) {
  const lines = [head, head.map((_, index) => (index === 0 ? '---' : '--:')), ...rows];
  return `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}
