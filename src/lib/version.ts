import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of the running server: see `versionOf`. The commit is in `dist/commit`, which `npm run build` writes in a git checkout. */
export const VERSION = versionOf(join(__dirname, '../..'), join(__dirname, '../commit'));

/**
 * Returns the version in a folder's package.json. An unreleased version, such as `0.2.0-dev`, is followed by the commit in a file:
 * `0.2.0-dev+43af2fbff7`. If there is no such file, the commit is left out.
 */
export function versionOf(folder: string, commitFile: string): string {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const commit = version.includes('-') ? readIfExists(commitFile) : '';
  return commit === '' ? version : `${version}+${commit}`;
}

function readIfExists(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}
