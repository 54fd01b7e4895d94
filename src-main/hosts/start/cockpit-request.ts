import { Command, Option } from 'commander'
import { addConfigFlags } from '../cli/config-flags.ts'
import { CommandFailure } from '../cli/exit-codes.ts'
import { GLOBAL_KEYS } from '../cli/global-flags.ts'
import { addMarketFlags, checkMarketFlags, type MarketFlags, type MarketRequest } from '../cli/market-flags.ts'
import { wholeNumber } from '../cli/option-values.ts'
import type { Terminal } from '../cli/output/terminal.ts'

/** The flags of `orchestrator cockpit`, which `npm start` and Electron's host take as well. */
export interface CockpitFlags extends MarketFlags {
  readonly fresh?: true
  readonly port?: number
  /** False: `--no-open`. */
  readonly open: boolean
  readonly allowHost?: readonly string[]
}

/** A cockpit as it was asked for, checked; its market is not opened yet. */
export interface CockpitRequest extends MarketRequest {
  readonly flags: CockpitFlags
  /** A new run, also where an earlier one could be gone on with. */
  readonly fresh: boolean
}

const HOST = /^[A-Za-z0-9.-]+(:\d{1,5})?$|^\[[0-9a-f:.]+\](:\d{1,5})?$/

function allowedHost(text: string, before: readonly string[] = []): readonly string[] {
  if (!HOST.test(text))
    throw new CommandFailure(`--allow-host takes a name as localhost:9000, not ${JSON.stringify(text)}.`)
  return [...before, text.toLowerCase()]
}

export function addCockpitFlags(command: Command): Command {
  command
    .option('--fresh', 'a new run, instead of going on with the one that is not over')
    .option(
      '--port <number>',
      'the window in a browser, on this port of this machine',
      wholeNumber('--port', 0, 65_535),
    )
    .option('--no-open', 'the window in a browser, which is not opened: the URL is printed')
    .addOption(
      new Option('--allow-host <name:port>', 'what a browser beyond a tunnel calls this machine').argParser(
        allowedHost,
      ),
    )
  return addMarketFlags(command)
}

/**
 * The request of Electron's own command line.
 * @param args the flags alone
 * @throws CommandFailure or commander's error that says what is wrong with them.
 */
export function parseCockpitArguments(args: readonly string[], terminal: Terminal): CockpitRequest {
  const command = addConfigFlags(addCockpitFlags(new Command('cockpit')), GLOBAL_KEYS)
  command.exitOverride().configureOutput({ writeErr: (text) => terminal.note(text.trimEnd()) })
  command.parse([...args], { from: 'user' })
  return checkRequest(command.opts<CockpitFlags>(), terminal)
}

/** @throws CommandFailure that says what is wrong with the flags or the configuration. */
export function checkRequest(flags: CockpitFlags, terminal: Terminal): CockpitRequest {
  return { ...checkMarketFlags(flags, terminal), flags, fresh: flags.fresh ?? false }
}
