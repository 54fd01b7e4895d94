import { Command } from 'commander'
import type { SetExitCode } from '../exit-codes.ts'
import type { Terminal } from '../output/terminal.ts'
import { auditListCommand } from './audit-list.ts'
import { auditReplayCommand } from './audit-replay.ts'
import { auditVerifyCommand } from './audit-verify.ts'

export function auditCommand(terminal: Terminal, setExitCode: SetExitCode): Command {
  return new Command('audit')
    .description('what was recorded: prove it, replay it, read it')
    .addCommand(auditVerifyCommand(terminal, setExitCode))
    .addCommand(auditReplayCommand(terminal, setExitCode))
    .addCommand(auditListCommand(terminal))
}
