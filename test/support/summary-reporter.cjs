/** Prints a summary line at the end of a run. With CI=true, a skipped test fails the run. */
class SummaryReporter {
  onRunComplete(_, { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites }) {
    this.skipped = numPendingTests;
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    process.stderr.write(`\ntests: ${numPassedTests} passed, ${failed} failed, ${numPendingTests} skipped\n`);
  }

  getLastError() {
    if (process.env.CI === 'true' && this.skipped > 0) return new Error(`${this.skipped} tests were skipped`);
    return undefined;
  }
}

module.exports = SummaryReporter;
