// Writes the bill of materials (CycloneDX) of the packages that the server runs with: `npm run sbom`, or `node scripts/sbom.cjs FILE`.
// `npm sbom --omit dev` leaves out each package that is also a development dependency, such as ajv, so it gets a project without those.
// npm names the project after its folder and may add the addresses of a registry and the time. They are left out, so that the file
// depends on package-lock.json and npm alone.
const { execFileSync } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const ROOT = join(__dirname, '..');
const { name } = read('package.json');
const { serialNumber: _, ...bom } = JSON.parse(bomOfNpm());
const { timestamp: __, component, ...metadata } = bom.metadata;
const project = { ...withoutAddresses(component), name };
const written = {
  ...bom,
  metadata: { ...metadata, component: project },
  components: bom.components.map(withoutAddresses),
};
writeFileSync(process.argv[2] ?? join(ROOT, 'dist', 'sbom.cdx.json'), `${JSON.stringify(written, undefined, 2)}\n`);

function bomOfNpm() {
  const folder = mkdtempSync(join(tmpdir(), 'sbom-'));
  try {
    const lock = read('package-lock.json');
    const packages = Object.entries(lock.packages).filter(([, { dev }]) => !dev);
    lock.packages = Object.fromEntries(packages.map(([path, it]) => [path, path === '' ? withoutTools(it) : it]));
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
    writeFileSync(join(folder, 'package.json'), JSON.stringify(withoutTools(read('package.json'))));
    const args = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx'];
    return execFileSync('npm', args, { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function read(file) {
  return JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
}

function withoutTools({ devDependencies: _, ...rest }) {
  return rest;
}

function withoutAddresses({ externalReferences: _, ...rest }) {
  return rest;
}
