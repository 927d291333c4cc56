// Checks each package-lock.json of the repository, of which there is one beside each package.json:
// - Each package has a SHA-512 checksum. Its address, where npm wrote one, is at the public registry and at no other.
// - The licence of each production dependency is approved.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const REGISTRY = 'https://registry.npmjs.org/';

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

const faults = packageFiles().flatMap((path) => {
  const lock = join(dirname(path), 'package-lock.json');
  const packages = Object.entries(JSON.parse(readFileSync(join(ROOT, lock), 'utf8')).packages).filter(
    ([at]) => at !== '',
  );
  const production = packages.filter(([, { dev }]) => !dev);
  console.log(`${lock}: ${packages.length} packages; production: ${countLicences(production) || 'none'}`);
  return [
    ...packages.flatMap(([at, entry]) => faultsOfSource(entry).map((fault) => `${lock}: ${at}: ${fault}`)),
    ...production
      .filter(([at, entry]) => !isApproved(at, entry))
      .map(([at, { license }]) => `${lock}: ${at}: ${license}`),
  ];
});
if (faults.length > 0) {
  console.error(
    `Packages without a checksum, from another registry, or with a licence that is not approved:\n${faults.join('\n')}`,
  );
  process.exitCode = 1;
}

/** Returns the paths of the package.json files in the repository. */
function packageFiles() {
  const pattern = ['package.json', '*/package.json'];
  return execFileSync('git', ['ls-files', '--', ...pattern], { cwd: ROOT, encoding: 'utf8' })
    .trim()
    .split('\n');
}

function faultsOfSource({ integrity, resolved, inBundle }) {
  return [
    // A bundled package comes in the archive of another one, whose checksum covers it.
    !inBundle && !/^sha512-[\w+/]{86}==$/.test(integrity) && `the checksum is ${integrity}`,
    resolved !== undefined && !resolved.startsWith(REGISTRY) && `it comes from ${resolved}`,
  ].filter(Boolean);
}

function isApproved(at, { license }) {
  return PERMISSIVE.has(license) || EXPLAINED.get(at.split('node_modules/').at(-1)) === license;
}

function countLicences(packages) {
  const counts = new Map();
  for (const [, { license = 'none' }] of packages) counts.set(license, (counts.get(license) ?? 0) + 1);
  return [...counts]
    .sort()
    .map(([license, count]) => `${license} ${count}`)
    .join(', ');
}
