import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { versionOf } from '../../src/lib/version';

function versionIn(version: string, commit?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'version-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version }));
  const file = join(folder, 'commit');
  if (commit !== undefined) writeFileSync(file, commit);
  return versionOf(folder, file);
}

describe('the version', () => {
  it('has the commit of an unreleased build', () => {
    expect(versionIn('0.2.0-dev', '43af2fbff7\n')).toBe('0.2.0-dev+43af2fbff7');
  });

  it('has no commit in a release, or where the build found none', () => {
    expect(versionIn('0.2.0', '43af2fbff7\n')).toBe('0.2.0');
    expect(versionIn('0.2.0-dev')).toBe('0.2.0-dev');
    expect(versionIn('0.2.0-dev', '')).toBe('0.2.0-dev');
  });
});
