/**
 * `describe` where the machine has what the tests need; else they are skipped, with a line that says so.
 * @param what is needed, in words; @param look throws, or returns false, where it is not there.
 */
export function needs(what: string, look: () => unknown): jest.Describe {
  try {
    if (look() !== false) return describe;
  } catch {
    // Not there.
  }
  process.stderr.write(`skipped: these tests need ${what}.\n`);
  return describe.skip;
}
