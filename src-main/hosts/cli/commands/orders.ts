import { Command, Option } from 'commander'
import { CommandFailure, type SetExitCode } from '../exit-codes.ts'
import { wholeNumber } from '../option-values.ts'
import { cancelOrder, modifyOrder } from '../orders/change-order.ts'
import { CONFIRM_TOKEN, type ConfirmTokenFlag, confirmedToken } from '../orders/confirm-token.ts'
import { accountValue, orderReference, orderSymbol, priceValue, quantityValue } from '../orders/order-values.ts'
import { placeOrder } from '../orders/place-order.ts'
import { addCockpitChoice, type CockpitChoice } from '../orders/reach-cockpit.ts'
import { reconcileNow } from '../orders/reconcile.ts'
import { showOrders, trackOrder } from '../orders/show-orders.ts'
import type { Terminal } from '../output/terminal.ts'

interface PlaceFlags extends CockpitChoice {
  readonly side: 'buy' | 'sell'
  readonly quantity: number
  readonly limit?: number
  readonly stop?: number
  readonly target?: number
  readonly account?: string
  readonly confirmToken?: ConfirmTokenFlag
  readonly dryRun?: true
  readonly wait?: number
  readonly json?: true
}

interface ModifyFlags extends CockpitChoice {
  readonly quantity?: number
  readonly limit?: number
  readonly stop?: number
}

const MOST_WAIT_S = 3_600
const LONGEST_DIFFERENCE = 200

/** Orders by hand: with the cockpit that runs, or with one that is opened for as long as the command takes. */
export function orderCommands(terminal: Terminal, setExitCode: SetExitCode): Command[] {
  const place = placing('place-order', terminal, setExitCode, (command) =>
    command
      .option(
        '--limit <price>',
        "the entry's limit; without it by the strategy's rule from the last price",
        priceValue('--limit'),
      )
      .option('--stop <price>', 'the protective stop; without it by the average true range', priceValue('--stop'))
      .option('--target <price>', 'the target; without it by the average true range', priceValue('--target')),
  ).description('place an order by hand: always a bracket of entry, protective stop and target, for a stock or an ETF')
  const bracket = placing('place-bracket', terminal, setExitCode, (command) =>
    command
      .requiredOption('--limit <price>', "the entry's limit", priceValue('--limit'))
      .requiredOption('--stop <price>', 'the protective stop', priceValue('--stop'))
      .requiredOption('--target <price>', 'the target', priceValue('--target')),
  ).description('place a bracket of which every price is given: entry limit, protective stop, target')
  return [
    place,
    bracket,
    modify(terminal, setExitCode),
    cancel(terminal, setExitCode),
    ...looking(terminal, setExitCode),
  ]
}

function placing(
  name: string,
  terminal: Terminal,
  setExitCode: SetExitCode,
  addPrices: (command: Command) => Command,
): Command {
  const command = new Command(name)
    .argument('<symbol>', 'e.g. NVDA')
    .addOption(
      new Option('--side <side>', 'buy opens a long position, sell a short one')
        .choices(['buy', 'sell'])
        .makeOptionMandatory(),
    )
    .requiredOption('--quantity <shares>', 'whole shares', quantityValue)
  addPrices(command)
    .option(...CONFIRM_TOKEN)
    .option('--dry-run', 'into the simulated book: nothing is sent to a broker')
    .option('--account <id>', 'the account; by default the first one, or the one that is armed', accountValue)
    .option(
      '--wait <seconds>',
      'how long to wait for the fill; by default 60 in a cockpit of its own, else not',
      wholeNumber('--wait', 0, MOST_WAIT_S),
    )
    .option('--json', 'one JSON object, for programs')
    .addHelpText('after', PLACE_HELP)
    .action(async (symbol: string, flags: PlaceFlags) => {
      const { side, quantity, limit = null, stop = null, target = null, account = null, wait = null } = flags
      const order = {
        symbol: orderSymbol(symbol),
        side: side === 'buy' ? 'long' : 'short',
        quantity,
        limit,
        stop,
        target,
      } as const
      const dryRun = flags.dryRun ?? false
      if (dryRun && flags.confirmToken !== undefined) {
        throw new CommandFailure(
          '--dry-run and --confirm-token cannot be used together: nothing live is placed in a dry run.',
        )
      }
      const token = await confirmedToken(flags.confirmToken, terminal)
      setExitCode(await placeOrder({ order, dryRun, token, account, wait, json: flags.json ?? false }, flags, terminal))
    })
  return addCockpitChoice(command)
}

const PLACE_HELP = `
With a cockpit that runs, the order goes through it: live where it is armed and the token is confirmed, into the
simulated book with --dry-run. Without one, the command opens one for itself, says how far it is, arms it with the token
for as long as it takes, and disarms it at its end: an entry that is not filled by then, or at Ctrl-C, is cancelled.
Stop and target of what is filled stay at the broker. A refusal names its gate or limit and ends with exit code 3.`

function modify(terminal: Terminal, setExitCode: SetExitCode): Command {
  const command = new Command('modify-order')
    .description(
      'change an order that works: limit or quantity of an entry, a stop closer to the market, the limit of a target',
    )
    .argument('<reference>', 'as order-status shows it')
    .option('--quantity <shares>', 'whole shares', quantityValue)
    .option('--limit <price>', 'the new limit', priceValue('--limit'))
    .option('--stop <price>', 'the new stop; never a looser one', priceValue('--stop'))
    .action(async (reference: string, flags: ModifyFlags) => {
      const ref = orderReference(reference)
      const { quantity, limit, stop } = flags
      const change = {
        ...(quantity === undefined ? {} : { quantity }),
        ...(limit === undefined ? {} : { limit }),
        ...(stop === undefined ? {} : { stop }),
      }
      if (Object.keys(change).length === 0) {
        throw new CommandFailure('modify-order takes at least one of --quantity, --limit and --stop.')
      }
      setExitCode(await modifyOrder(ref, change, flags, terminal))
    })
  return addCockpitChoice(command)
}

function cancel(terminal: Terminal, setExitCode: SetExitCode): Command {
  const command = new Command('cancel-order')
    .description('cancel an order of ours')
    .argument('<reference>', 'as order-status shows it')
    .action(async (reference: string, flags: CockpitChoice) => {
      setExitCode(await cancelOrder(orderReference(reference), flags, terminal))
    })
  return addCockpitChoice(command)
}

function looking(terminal: Terminal, setExitCode: SetExitCode): Command[] {
  const status = new Command('order-status')
    .description('the orders of the day, or one of them with its story')
    .argument('[reference]', 'one order')
    .option('--json', 'JSON, for programs')
    .action(async (reference: string | undefined, flags: CockpitChoice & { readonly json?: true }) => {
      setExitCode(await showOrders(reference === undefined ? null : orderReference(reference), flags, terminal))
    })
  const track = new Command('oms-track')
    .description('follow an order until it is over, a line for each change; Ctrl-C ends the following only')
    .argument('<reference>', 'as order-status shows it')
    .action(async (reference: string, flags: CockpitChoice) => {
      setExitCode(await trackOrder(orderReference(reference), flags, terminal))
    })
  const reconcile = new Command('oms-reconcile')
    .description('ask the broker now how things stand, and say what differs from our books')
    .option('--acknowledge <id>', 'take note of a difference, by its id')
    .option('--json', 'one JSON object, for programs')
    .action(async (flags: CockpitChoice & { readonly acknowledge?: string; readonly json?: true }) => {
      const { acknowledge = null } = flags
      if (acknowledge !== null && (acknowledge === '' || acknowledge.length > LONGEST_DIFFERENCE)) {
        throw new CommandFailure('--acknowledge takes the id of a difference as oms-reconcile shows it.')
      }
      setExitCode(await reconcileNow(acknowledge, flags, terminal))
    })
  return [status, track, reconcile].map(addCockpitChoice)
}
