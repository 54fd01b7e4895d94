import { Command } from 'commander'
import { APP } from './app.ts'
import { attachedCommands } from './commands/attached.ts'
import { auditCommand } from './commands/audit.ts'
import { cockpitCommand } from './commands/cockpit.ts'
import { exportHistoryCommand } from './commands/export-history.ts'
import { historyCommand } from './commands/history.ts'
import { orderCommands } from './commands/orders.ts'
import { paperProbeCommand } from './commands/paper-probe.ts'
import { paperSmokeCommand } from './commands/paper-smoke.ts'
import { runCommand } from './commands/run.ts'
import { scanCommand } from './commands/scan.ts'
import { snapshotCommand } from './commands/snapshot.ts'
import { twsSimCommand } from './commands/tws-sim.ts'
import { universeCommand } from './commands/universe.ts'
import { EXIT, type ExitCode, type SetExitCode } from './exit-codes.ts'
import { addGlobalFlags } from './global-flags.ts'
import type { Terminal } from './output/terminal.ts'

/** The whole command tree. */
export interface Program {
  parseAsync(args: readonly string[], options: { from: 'user' }): Promise<unknown>
  /** What the command that ran has to tell the shell. */
  exitCode(): ExitCode
}

export function createProgram(terminal: Terminal): Program {
  let exitCode: ExitCode = EXIT.ok
  const setExitCode: SetExitCode = (code) => {
    exitCode = code
  }
  let given: readonly string[] = []
  const program = new Command('orchestrator')
    .description('The Orchestrator Cockpit: six independent edges decide every bar, and say why.')
    .version(`${APP.name} ${APP.version}`, '--version', 'name and version')
    .showHelpAfterError(false)
    .addCommand(cockpitCommand(terminal, setExitCode, () => given))
    .addCommand(runCommand(terminal, setExitCode))
    .addCommand(scanCommand(terminal))
    .addCommand(universeCommand(terminal))
    .addCommand(snapshotCommand(terminal, setExitCode))
    .addCommand(historyCommand(terminal))
    .addCommand(exportHistoryCommand(terminal))
    .addCommand(paperSmokeCommand(terminal, setExitCode))
    .addCommand(paperProbeCommand(terminal, setExitCode))
    .addCommand(twsSimCommand(terminal, setExitCode))
    .addCommand(auditCommand(terminal, setExitCode))
  for (const command of orderCommands(terminal, setExitCode)) program.addCommand(command)
  for (const command of attachedCommands(terminal, setExitCode)) program.addCommand(command)
  addGlobalFlags(program)
  for (const command of withSubcommands(program)) {
    command.exitOverride().configureOutput({
      writeOut: (text) => terminal.line(text.trimEnd()),
      // One line, also where commander adds a suggestion on a second one.
      outputError: (text) => terminal.note(text.trimEnd().replaceAll('\n', ' ')),
      writeErr: (text) => terminal.note(text.trimEnd()),
    })
  }
  return {
    parseAsync(args, options) {
      given = args
      return program.parseAsync([...args], options)
    },
    exitCode: () => exitCode,
  }
}

const withSubcommands = (command: Command): Command[] => [command, ...command.commands.flatMap(withSubcommands)]
