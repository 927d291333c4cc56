// Lists the licences of the production dependencies, from the lock file, and fails on one that is not approved.
import { readFileSync } from 'node:fs';

/** Permissive licences, and below them licences of single packages, which docs/security.md explains. */
const PERMISSIVE = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
  '(MIT AND BSD-3-Clause)',
]);
const EXPLAINED = new Map([['@apollo/federation-internals', 'Elastic-2.0']]);

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const counts = new Map();
const unknown = [];
for (const [path, { license = 'none', dev, version }] of Object.entries(packages)) {
  const name = path.split('node_modules/').at(-1);
  if (name === '' || dev) continue;
  counts.set(license, (counts.get(license) ?? 0) + 1);
  if (!PERMISSIVE.has(license) && EXPLAINED.get(name) !== license) unknown.push(`${name} ${version}: ${license}`);
}
console.log(
  [...counts]
    .sort()
    .map(([license, count]) => `${license} ${count}`)
    .join(', '),
);
if (unknown.length > 0) {
  console.error(`Licences that are not approved:\n${unknown.join('\n')}`);
  process.exitCode = 1;
}
