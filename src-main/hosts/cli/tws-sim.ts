import { readFile } from 'node:fs/promises'
import type { AccountId } from '../../../src-shared/domain/ids.ts'
import { type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import type { Config } from '../../config/keys.ts'
import { systemOperatorClock } from '../../market/clock.ts'
import { exchangeLabel } from '../../market/exchange-time.ts'
import { openDemo, openReplay, type SimulatedSource } from '../../session/market/simulated-source.ts'
import { exchangeSettings } from '../../session/session-trading.ts'
import { type SteppedEvent, timeOfStepped } from '../../simulator/exchange/steps.ts'
import { attachScript } from '../../simulator/tws-server/faults/attach-script.ts'
import { readFaultScript, type ScriptError } from '../../simulator/tws-server/faults/read-script.ts'
import { optionsFor } from '../../simulator/tws-server/faults/script-options.ts'
import type { FaultScript } from '../../simulator/tws-server/faults/script-schema.ts'
import { createGateway, type Gateway } from '../../simulator/tws-server/gateway.ts'
import { type MarketSteps, marketSteps, passUntil } from '../../simulator/tws-server/market-steps.ts'
import { createVirtualClock, systemSchedule, type VirtualClock } from '../../simulator/virtual-clock.ts'
import { keepHeapSmall } from '../keep-heap-small.ts'
import { CommandFailure } from './exit-codes.ts'
import type { Terminal } from './output/terminal.ts'
import { usersUniverse } from './universe-file.ts'

/** A simulated TWS as the command line asked for it. */
interface TwsSimRequest {
  readonly config: Config
  /** 0: any free one. */
  readonly port: number
  readonly accounts: readonly AccountId[]
  /** A folder of bars; null: the synthetic market. */
  readonly replay: string | null
  /** A file with what goes wrong, and when; null: nothing does. */
  readonly script: string | null
  readonly readOnly: boolean
  readonly serverVersion: number
}

const HOST = '127.0.0.1'
/** Sessions that are there as history when the market begins, where it has more. */
const WARM_UP_SESSIONS = 2

/**
 * Serves a simulated TWS until it is interrupted; when its market is over it goes on answering.
 * @throws CommandFailure when the market, the script or the port cannot be had
 */
export async function runTwsSim(request: TwsSimRequest, terminal: Terminal): Promise<void> {
  const script = request.script === null ? null : await loadScript(request.script)
  const source = await openSource(request)
  for (const { message } of source.skipped) terminal.note(message)
  keepHeapSmall()
  const start = source.sessions[WARM_UP_SESSIONS]?.open ?? source.decideFrom
  const operator = { monotonic: () => systemOperatorClock.monotonic(), after: systemSchedule }
  const clock = createVirtualClock({
    start,
    speed: request.config.speed,
    operator: systemOperatorClock,
    schedule: systemSchedule,
  })
  const gateway = createGateway({
    ...{ seed: source.seed, days: source.sessions, operator },
    symbols: source.instruments.map(({ symbol, kind }) => ({ symbol, kind })),
    accounts: request.accounts.map((id) => ({ id, cash: request.config.simulatedAccountDollars })),
    ...(script === null
      ? { settings: exchangeSettings(request.config) }
      : optionsFor(script, exchangeSettings(request.config))),
    marketNow: () => clock.now(),
    maxServerVersion: request.serverVersion,
    readOnly: request.readOnly,
    onViolation: ({ client, message }) => terminal.note(`client ${client} broke a limit of TWS: ${message}`),
    onFailure: (error) => terminal.note(`the simulator failed, and goes on: ${String(error)}`),
  })
  const ended = untilEnded(() => clock.close())
  let endScript = (): void => {}
  try {
    const steps = marketSteps(source.steps())
    const first = await passUntil(gateway, steps, utcMs(start - 1))
    if (script !== null) {
      const attached = attachScript(gateway, script, { operator, start, onNote: (note) => terminal.note(note) })
      if (!attached.ok) throw new CommandFailure(inScript(request.script, attached.error))
      endScript = attached.value
    }
    const port = await listen(gateway, request.port)
    terminal.line(`listening on ${HOST}:${port}: ${wordsFor(request, source, start)}`)
    const played = await play(steps, first, gateway, clock)
    if (played) terminal.note('the market is over; the gateway goes on answering until Ctrl-C')
    await ended.promise
  } finally {
    ended.stop()
    endScript()
    clock.close()
    await gateway.close()
  }
}

async function openSource({ replay, config }: TwsSimRequest): Promise<SimulatedSource> {
  const universe = usersUniverse()
  const { demoSeed } = config
  const opened =
    replay === null ? openDemo(universe, demoSeed, null) : await openReplay(universe, replay, null, demoSeed)
  if (!opened.ok) throw new CommandFailure(opened.error.message)
  return opened.value
}

async function loadScript(file: string): Promise<FaultScript> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    throw new CommandFailure(`the script cannot be read: ${(error as Error).message}`)
  }
  const read = readFaultScript(text)
  if (!read.ok) throw new CommandFailure(inScript(file, read.error))
  return read.value
}

const inScript = (file: string | null, { message }: ScriptError): string =>
  `${file} is no script for this market: ${message.replaceAll('\n', '; ')}`

/** @returns whether it came to its end, and was not ended before. */
async function play(
  steps: MarketSteps,
  first: IteratorResult<SteppedEvent>,
  gateway: Gateway,
  clock: VirtualClock,
): Promise<boolean> {
  for (let next = first; next.done !== true; next = await steps.next()) {
    const event = next.value
    if (!(await clock.reach(timeOfStepped(event), event.kind === 'session'))) return false
    gateway.take(event)
  }
  return true
}

async function listen(gateway: Gateway, port: number): Promise<number> {
  try {
    return await gateway.listen(port, HOST)
  } catch (error) {
    throw new CommandFailure(`port ${port} cannot be had: ${(error as Error).message}`)
  }
}

function wordsFor(
  { config, accounts, readOnly, serverVersion }: TwsSimRequest,
  source: SimulatedSource,
  start: UtcMs,
): string {
  const from = `from ${exchangeLabel(start).replace('T', ' ')} New York at ${config.speed}×`
  const mode = readOnly ? ', read-only' : ''
  return `${source.name}, ${from}; accounts ${accounts.join(', ')}; server version ${serverVersion}${mode}`
}

/** @param onEnd runs at Ctrl-C or a request to end */
function untilEnded(onEnd: () => void): { readonly promise: Promise<void>; readonly stop: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  const end = (): void => {
    onEnd()
    resolve()
  }
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
  const stop = (): void => {
    process.off('SIGINT', end)
    process.off('SIGTERM', end)
  }
  return { promise, stop }
}
