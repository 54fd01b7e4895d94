import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule, TestRunEndReason } from 'vitest/node'

/** What one run of vitest came to. `skipped` names each skipped test, so that nothing is left out silently. */
export interface TestCounts {
  readonly passed: number
  readonly failed: number
  readonly skipped: readonly string[]
}

/** The variable that names the file to write the counts to; without it the reporter does nothing. */
export const COUNTS_FILE_VARIABLE = 'VITEST_COUNTS_FILE'

/**
 * Writes the counts of a finished run as JSON for tests/support/run-tests.ts. A file that cannot be loaded, a failed
 * hook of a suite, an unhandled error and an interruption count as one failure each: they hide tests that never ran.
 */
export class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[], reason: TestRunEndReason): void {
    const file = process.env[COUNTS_FILE_VARIABLE]
    if (file === undefined) return
    let passed = 0
    let failed = unhandled.length + (reason === 'interrupted' ? 1 : 0)
    const skipped: string[] = []
    for (const module of modules) {
      if (module.errors().length > 0) failed += 1
      for (const suite of module.children.allSuites()) if (suite.errors().length > 0) failed += 1
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') passed += 1
        else if (state === 'skipped') skipped.push(`${module.relativeModuleId} > ${test.fullName}`)
        else failed += 1
      }
    }
    const counts: TestCounts = { passed, failed, skipped }
    writeFileSync(file, JSON.stringify(counts))
  }
}
