import { Command } from 'commander'
import { addCockpitFlags, type CockpitFlags } from '../../start/cockpit-request.ts'
import { startCockpit } from '../../start/start-cockpit.ts'
import type { SetExitCode } from '../exit-codes.ts'
import type { Terminal } from '../output/terminal.ts'

/** @param given what was typed after the program's name */
export function cockpitCommand(terminal: Terminal, setExitCode: SetExitCode, given: () => readonly string[]): Command {
  const command = new Command('cockpit').description('watch and trade a market in the window: in Electron or a browser')
  command.action(async (flags: CockpitFlags) => {
    const place = given().indexOf('cockpit')
    setExitCode(await startCockpit(flags, given().toSpliced(place, 1), terminal))
  })
  return addCockpitFlags(command)
}
