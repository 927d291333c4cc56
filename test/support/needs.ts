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
