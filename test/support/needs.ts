import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from './process';

/**
 * Returns `describe` if the machine meets a requirement of the tests. Otherwise it skips them and prints the requirement.
 * @param requirement in words; @param check throws or returns false if the requirement is not met.
 */
export function needs(requirement: string, check: () => unknown): jest.Describe {
  try {
    if (check() !== false) return describe;
  } catch {
    // Not met.
  }
  process.stderr.write(`skipped: these tests need ${requirement}.\n`);
  return describe.skip;
}

/** Like `needs`, for packages that `npm ci` does not install, but `npm run setup`, in a folder with its own package.json. */
export function needsPackages(folder: string, ...names: string[]): jest.Describe {
  const requirement = `${names.join(' and ')}, which npm run setup installs`;
  return needs(requirement, () => names.every((name) => requireFrom(folder).resolve(name)));
}

/** Returns a `require` that finds the packages of a folder, which is relative to the root. */
export function requireFrom(folder: string): NodeJS.Require {
  return createRequire(join(ROOT, folder, 'package.json'));
}
