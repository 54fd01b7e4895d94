import { Command } from 'commander'
import { verifyAudit } from '../../../audit/verify/verify.ts'
import { chooseDatabase, DATABASE_FLAG } from '../choose-database.ts'
import { CommandFailure, EXIT, type SetExitCode } from '../exit-codes.ts'
import { wholeNumber } from '../option-values.ts'
import type { Terminal } from '../output/terminal.ts'

interface VerifyFlags {
  readonly db?: string
  readonly threads: number
  readonly json?: true
}

const MOST_THREADS = 64

export function auditVerifyCommand(terminal: Terminal, setExitCode: SetExitCode): Command {
  return new Command('verify')
    .description('find the first altered, missing, inserted or reordered row, if there is one')
    .option(...DATABASE_FLAG)
    .option('--threads <number>', 'worker threads', wholeNumber('--threads', 1, MOST_THREADS), 1)
    .option('--json', 'the report as JSON')
    .action(async ({ db, threads, json }: VerifyFlags) => {
      const file = chooseDatabase(db, terminal)
      const onProgress = (done: number, all: number): void => terminal.progress(done, all, 'rows verified')
      const verified = await verifyAudit(file, { threads, onProgress })
      terminal.close()
      if (!verified.ok) throw new CommandFailure(verified.error.message)
      const report = verified.value
      terminal.line(json ? JSON.stringify(report) : `${file}: ${report.sentence}`)
      if (!json) terminal.line(`head ${report.head} (row ${report.rows}, database ${report.id})`)
      setExitCode(report.ok ? EXIT.ok : EXIT.failed)
    })
}
