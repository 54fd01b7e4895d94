import { Command } from 'commander'
import { MARKET_SYMBOL } from '../../../../src-shared/domain/instrument.ts'
import { classifyAccount } from '../../../../src-shared/domain/mode.ts'
import type { LiveMarket } from '../../../market/live-market.ts'
import { firstQuotes } from '../../../research/selection/first-quotes.ts'
import { systemSchedule } from '../../../simulator/virtual-clock.ts'
import { configurationFor } from '../configuration.ts'
import { CommandFailure, EXIT, type SetExitCode } from '../exit-codes.ts'
import { type MarketContext, withLiveMarket } from '../open-live-market.ts'
import { CONFIRM_TOKEN, type ConfirmTokenFlag, confirmedToken } from '../orders/confirm-token.ts'
import { runOrderTest } from '../orders/order-test.ts'
import { accountValue } from '../orders/order-values.ts'
import type { CockpitChoice } from '../orders/reach-cockpit.ts'
import { quoteLine } from '../output/quote-line.ts'
import type { Terminal } from '../output/terminal.ts'

/** How far two clocks may differ before arming ends (safety.md), ms; the broker tells whole seconds. */
const MOST_SKEW_MS = 2_000

interface SmokeFlags extends CockpitChoice {
  readonly orderTest?: true
  readonly confirmToken?: ConfirmTokenFlag
  readonly account?: string
}

/** A step, and whether it went well. */
interface Step {
  readonly name: string
  readonly passed: boolean
  readonly found: string
}

type Check = (market: LiveMarket, context: MarketContext) => Promise<Step>

export function paperSmokeCommand(terminal: Terminal, setExitCode: SetExitCode): Command {
  return new Command('paper-smoke')
    .description('prove that the way to a paper account works: connection, account, clock, data; no order is sent')
    .option('--order-test', 'instead: place, change and cancel one order, on a paper or simulated account')
    .option(...CONFIRM_TOKEN)
    .option('--account <id>', 'with --order-test: the account', accountValue)
    .action(async (flags: SmokeFlags) => {
      const { orderTest = false, confirmToken, account = null } = flags
      if (orderTest) {
        const token = await confirmedToken(confirmToken, terminal)
        if (token === null) throw new CommandFailure('--order-test needs --confirm-token: it places an order.')
        setExitCode(await runOrderTest({ token, account }, flags, terminal))
        return
      }
      if (confirmToken !== undefined || account !== null) {
        throw new CommandFailure('--confirm-token and --account go with --order-test: without it no order is sent.')
      }
      const { config } = configurationFor(flags, terminal)
      const say = ({ name, passed, found }: Step): void => terminal.line(`${passed ? '✓' : '✗'} ${name}: ${found}`)
      try {
        const passed = await withLiveMarket(config, terminal, async (market, context) => {
          const steps: Step[] = []
          for (const check of CHECKS) {
            const step = await check(market, context)
            say(step)
            steps.push(step)
          }
          return steps.every((step) => step.passed)
        })
        setExitCode(passed ? EXIT.ok : EXIT.failed)
      } catch (error) {
        if (!(error instanceof CommandFailure) || error.exitCode !== EXIT.failed) throw error
        say({ name: 'connection', passed: false, found: error.message })
        setExitCode(EXIT.failed)
      }
      await terminal.drained()
    })
}

const connection: Check = async (market) => {
  const { host, port, client, serverVersion } = market.state()
  return {
    name: 'connection',
    passed: true,
    found: `${host}:${port} as client ${client}, server version ${serverVersion}`,
  }
}

/** By the account's id alone: a port says nothing, and neither does who started the gateway. */
const account: Check = async (market) => {
  const { accounts } = market.state()
  const real = accounts.filter((id) => classifyAccount(id, false) !== 'paper')
  const passed = accounts.length > 0 && real.length === 0
  const list = accounts.join(', ')
  if (passed)
    return {
      name: 'paper account',
      passed,
      found: `${list}, paper by ${accounts.length === 1 ? 'its id' : 'their ids'}`,
    }
  const found = accounts.length === 0 ? 'TWS named no account' : `${real.join(', ')} is not a paper account by its id`
  return { name: 'paper account', passed, found }
}

const clock: Check = async (market, { now }) => {
  const before = now()
  const time = await market.time()
  if (!time.ok) return { name: 'clock', passed: false, found: time.error.message }
  // Whole seconds: on average half a second more has passed.
  const skew = time.value + 500 - (before + now()) / 2
  const passed = Math.abs(skew) <= MOST_SKEW_MS
  const [seconds, most] = [(Math.abs(skew) / 1_000).toFixed(1), MOST_SKEW_MS / 1_000]
  const found = `the broker's clock is ${seconds} s ${skew < 0 ? 'behind' : 'ahead of'} ours; up to ${most} s is fine`
  return { name: 'clock', passed, found }
}

const snapshot: Check = async (market, { signal }) => {
  const name = 'snapshot'
  const contract = await market.contract(MARKET_SYMBOL)
  if (!contract.ok) return { name, passed: false, found: contract.error.message }
  const quote = (await firstQuotes(market, [MARKET_SYMBOL], systemSchedule, signal)).get(MARKET_SYMBOL)
  if (quote === undefined) return { name, passed: false, found: `no data of ${MARKET_SYMBOL} came within five seconds` }
  return { name, passed: quote.last !== null || quote.previousClose !== null, found: quoteLine(quote) }
}

const CHECKS: readonly Check[] = [connection, account, clock, snapshot]
