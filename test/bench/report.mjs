import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, cpus, release } from 'node:os';
import { CANDIDATES } from './candidates.mjs';
import { OPERATIONS } from './operations.mjs';

export function median(numbers) {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The figures as tables in Markdown. */
export function table({ names, operations, results, starts, memory }) {
  const loaded = names.filter((name) => !CANDIDATES[name].startOnly);
  const parts = operations.map((operation) => {
    const { title, connections } = OPERATIONS[operation];
    const of = (name, figure) => median(results.get(`${name} ${operation}`).map((it) => it[figure]));
    const ours = names.includes('gateway') ? of('gateway', 'perSecond') : undefined;
    const limit = names.includes('proxy') ? of('proxy', 'perSecond') : undefined;
    const rows = loaded.map((name) => {
      const perSecond = of(name, 'perSecond');
      return [
        CANDIDATES[name].name,
        Math.round(perSecond).toLocaleString('en'),
        ratio(perSecond, limit),
        ratio(ours, perSecond),
        of(name, 'p50').toFixed(1),
        of(name, 'p99').toFixed(1),
        of(name, 'cpu').toFixed(2),
        of(name, 'calls').toFixed(1),
      ];
    });
    const head = ['', 'requests/s', 'of the proxy', 'gateway is', 'p50 ms', 'p99 ms', 'CPU s', 'upstream calls'];
    return `### ${title}, ${connections} connections\n\n${markdown(head, rows)}`;
  });
  const rows = names.map((name) => [
    CANDIDATES[name].name,
    starts.has(name) ? Math.round(starts.get(name)) : '',
    memory.has(name) ? Math.round(memory.get(name)) : '',
  ]);
  return `${parts.join('\n')}\n### Start and memory\n\n${markdown(['', 'first answer after ms', 'memory after load MB'], rows)}`;
}

export function growthTable(growth) {
  if (growth.length === 0) return '';
  const rows = growth.map(({ name, size, p50, p99, cpu, calls, memory }) => [
    CANDIDATES[name].name,
    size,
    p50.toFixed(2),
    ((p50 / size) * 1000).toFixed(0),
    p99.toFixed(1),
    (cpu / 10).toFixed(2),
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

const [BEGIN, END] = ['<!-- figures: written by npm run bench -- --write -->', '<!-- end of figures -->'];

/** The page with its figures replaced. */
export function report(page, figures) {
  const text = readFileSync(page, 'utf8');
  const [before, rest] = text.split(BEGIN);
  const after = rest.split(END)[1];
  return `${before}${BEGIN}\n\n${facts(figures)}\n${table(figures)}\n${growthTable(figures.growth)}\n${END}${after}`;
}

function facts({ names, rounds, seconds }) {
  const [{ model }] = cpus();
  const nginx = execFileSync('sh', ['-c', 'nginx -v 2>&1'], { encoding: 'utf8' }).trim();
  const rows = names.map((name) => [CANDIDATES[name].name, CANDIDATES[name].versions.join(', ')]);
  return `Command: \`npm run bench -- --write\`, ${new Date().toISOString().slice(0, 10)}: ${rounds} rounds of ${seconds} s each.

Machine: ${model.trim()}, ${cpus().length} cores, Linux ${release()} (${arch()}), Node ${process.version}, ${nginx.replace('nginx version: ', '')}.

${markdown(['', 'versions'], rows)}`;
}

function ratio(one, other) {
  return one === undefined || other === undefined ? '' : (one / other).toFixed(2);
}

function markdown(head, rows) {
  const lines = [head, head.map((_, index) => (index === 0 ? '---' : '--:')), ...rows];
  return `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}
