/** Ends a run with one plain line, and makes a skipped test a failure where CI=true: there nothing may be missing. */
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
