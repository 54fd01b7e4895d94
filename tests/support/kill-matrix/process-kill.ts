import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { ExchangeRequest } from '../../../src-main/simulator/exchange/exchange-request.ts'
import { timeOfStepped } from '../../../src-main/simulator/exchange/steps.ts'
import { createGateway } from '../../../src-main/simulator/tws-server/gateway.ts'
import { restore } from '../../../src-main/trading/state/evolve.ts'
import { ticker } from '../../../src-shared/domain/ids.ts'
import { MINUTE_MS, SECOND_MS } from '../../../src-shared/domain/time.ts'
import { journalOf } from '../session/audit-folder.ts'
import { ACCOUNT, quietMarket, wiggle } from '../session/live-floor.ts'
import { whatIsWrong } from './after-a-kill.ts'
import { PACED_SESSIONS, PacedTime } from './paced-time.ts'

const PROGRAM = fileURLToPath(new URL('./killed-trader.ts', import.meta.url))
/** Shares of a step that our orders may take: a few, so that fills come in parts. */
const PARTICIPATION = 0.0007

interface ProcessKill {
  readonly database: string
  /** At which fact after it was armed. */
  readonly at: number
  /** At once, or when what is to be sent for it has left the process. */
  readonly when: 'now' | 'sent'
}

/**
 * Kills a real process that trades live on a gateway here, starts another on what it left, and holds the two against the
 * gateway's books. @returns the last fact before the kill, and what is wrong
 */
export async function killProcess({ database, at, when }: ProcessKill): Promise<{
  readonly after: string | undefined
  readonly wrong: readonly string[]
}> {
  const begun = Date.now()
  const time = new PacedTime(begun)
  const start = time.market()
  const requests: ExchangeRequest[] = []
  const gateway = createGateway({
    seed: 1,
    symbols: ['SPY', 'AAPL', 'NVDA'].map((symbol) => ({ symbol: ticker(symbol) })),
    days: PACED_SESSIONS,
    accounts: [{ id: ACCOUNT, cash: 200_000 }],
    operator: time,
    marketNow: () => time.market(),
    settings: { participation: PARTICIPATION },
    onRequest: (request) => requests.push(request),
  })
  const events = quietMarket(PACED_SESSIONS, start + 30 * MINUTE_MS, wiggle)
  const pass = (): void => {
    for (let event = events[0]; event !== undefined && timeOfStepped(event) <= time.market(); event = events[0]) {
      gateway.take(event)
      events.shift()
    }
    gateway.advance(time.market())
  }
  pass()
  const port = await gateway.listen(0)
  let endMarket = (): void => {}
  const goOn = (): void => {
    pass()
    endMarket = time.after(SECOND_MS, goOn)
  }
  goOn()
  const run = (kill: number): ChildProcess =>
    spawn(process.execPath, [PROGRAM, `${port}`, database, `${begun}`, `${kill}`, when], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  try {
    const trader = run(at)
    await once(trader, 'exit')
    if (trader.signalCode !== 'SIGKILL') throw new Error(`it ended by itself: ${trader.exitCode}`)
    const left = journalOf(database)
    const before = requests.length
    const onlooker = run(0)
    const lines = createInterface({ input: onlooker.stdout! })
    for await (const line of lines) {
      // What fills from here on could still be on its way when the books are compared.
      if (line === 'looked') endMarket()
      if (line === 'done') break
    }
    onlooker.kill('SIGKILL')
    await once(onlooker, 'exit')
    const state = restore(journalOf(database))
    const wrong = await whatIsWrong({ exchange: gateway.exchange, state, database, left, requests, before })
    return { after: left.at(-1)?.kind, wrong }
  } finally {
    endMarket()
    await gateway.close()
  }
}
