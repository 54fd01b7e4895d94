import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { addConfigFlags } from '../../../../src-main/hosts/cli/config-flags.ts'
import { addGlobalFlags } from '../../../../src-main/hosts/cli/global-flags.ts'
import { addSelectionFlags, selectionRequest } from '../../../../src-main/hosts/cli/selection-flags.ts'

/** The flags of `run` as a program with global flags hands them to it. */
function parsed(...args: readonly string[]): Readonly<Record<string, unknown>> {
  let found: Readonly<Record<string, unknown>> = {}
  const run = new Command('run').action((flags: Readonly<Record<string, unknown>>) => {
    found = flags
  })
  addSelectionFlags(addConfigFlags(run, ['symbols', 'ibkrPort']))
  const program = addGlobalFlags(new Command('orchestrator').addCommand(run))
  for (const command of [program, run]) command.exitOverride().configureOutput({ writeErr: () => {} })
  program.parse(args, { from: 'user' })
  return found
}

describe('the flags of a run that chooses its symbols', () => {
  it.each([
    ['spaces', ['--symbols', 'INTC', 'AMD', 'NVDA']],
    ['commas', ['--symbols', 'INTC,AMD,NVDA']],
    ['both', ['--symbols', 'INTC,AMD', 'NVDA']],
    ['the flag more than once', ['--symbols', 'INTC', '--symbols', 'AMD,NVDA']],
  ])('symbols are separated by %s', (_case, args) => {
    expect(parsed('run', ...args)).toEqual({ symbols: 'INTC,AMD,NVDA' })
  })

  it('are a number of symbols and minutes from one scan to the next', () => {
    expect(selectionRequest(parsed('run', '--top', '5', '--rescan', '30'))).toEqual({ top: 5, rescanMinutes: 30 })
    expect(selectionRequest(parsed('run', '--top', '5'))).toEqual({ top: 5, rescanMinutes: null })
    expect(selectionRequest(parsed('run'))).toBeNull()
  })

  it.each([
    ['--top', '0'],
    ['--top', '51'],
    ['--top', 'five'],
    ['--top', '2.5'],
    ['--rescan', '0'],
    ['--rescan', '-5'],
  ])('refuse %s %s', (flag, value) => {
    expect(() => parsed('run', flag, value)).toThrow(`${flag} takes a whole number`)
  })

  it('do not go together where both would choose, and not alone where nothing would', () => {
    expect(() => selectionRequest(parsed('run', '--top', '5', '--symbols', 'AMD'))).toThrow('cannot be used together')
    expect(() => selectionRequest(parsed('run', '--rescan', '5'))).toThrow('--rescan needs --top')
  })
})

describe('the global flags', () => {
  it('are given before the command and found among its own', () => {
    const flags = parsed(
      '--broker',
      'ibkr',
      '--ibkr-host',
      'nas',
      '--ibkr-port',
      '4002',
      '--ibkr-client-id',
      '7',
      'run',
    )
    expect(flags).toEqual({ broker: 'ibkr', ibkrHost: 'nas', ibkrPort: '4002', ibkrClientId: '7' })
  })

  it('give way to a flag of the same name behind the command', () => {
    expect(parsed('--ibkr-port', '4002', 'run', '--ibkr-port', '4001')).toMatchObject({ ibkrPort: '4001' })
  })
})
