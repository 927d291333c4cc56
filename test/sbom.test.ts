import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestEnd } from './support/cleanup';
import { ROOT } from './support/process';

interface Lock {
  readonly packages: Readonly<Record<string, { version: string; dev?: boolean; optional?: boolean }>>;
}

interface Bom {
  readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
  readonly components: readonly { name: string; version: string; hashes?: unknown[]; licenses?: unknown[] }[];
}

describe('the bill of materials', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sbom-'));
  onTestEnd(async () => rmSync(folder, { recursive: true }));
  const [first, second] = ['a.json', 'b.json'].map((name) => {
    execFileSync(process.execPath, ['scripts/sbom.cjs', join(folder, name)], { cwd: ROOT });
    return readFileSync(join(folder, name), 'utf8');
  });
  const bom = JSON.parse(first ?? '') as Bom;

  it('has every package of the lock file that the server runs with, with its checksum and licence', () => {
    const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as Lock;
    const locked = Object.entries(packages)
      .filter(([path, { dev }]) => path !== '' && !dev)
      .map(
        ([path, { version }]) => `${path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${version}`,
      );
    const listed = bom.components.map(({ name, version }) => `${name}@${version}`);
    expect([...new Set(listed)].sort()).toEqual([...new Set(locked)].sort());
    expect(bom.components.filter(({ hashes = [], licenses = [] }) => hashes.length * licenses.length === 0)).toEqual(
      [],
    );
  });

  it('names the project and its version, and neither a folder, nor a host, nor the time', () => {
    const { name, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, string>;
    expect(bom.metadata.component).toMatchObject({ name, version });
    expect(second).toBe(first);
    expect(first?.match(/https?:\/\/[^"]+/g)).toEqual(['http://cyclonedx.org/schema/bom-1.5.schema.json']);
    expect(first).not.toMatch(/"(\/|file:|[A-Z]:\\)/);
  });
});
