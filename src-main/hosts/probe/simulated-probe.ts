import { accountId, type Ticker } from '../../../src-shared/domain/ids.ts'
import { SECOND_MS, sessionDate, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import { sessionOn } from '../../market/calendar.ts'
import { systemOperatorClock } from '../../market/clock.ts'
import { behaviourOf, type Findings } from '../../research/probe/behaviours.ts'
import { findingsOf } from '../../research/probe/judge.ts'
import { differencesOf } from '../../research/probe/normal.ts'
import { type RunOptions, runProbes } from '../../research/probe/run-probes.ts'
import type { Transcript } from '../../research/probe/transcript-schema.ts'
import { DEFAULT_EXCHANGE_SETTINGS } from '../../simulator/exchange/settings.ts'
import { createGateway, type Gateway } from '../../simulator/tws-server/gateway.ts'
import { systemSchedule } from '../../simulator/virtual-clock.ts'
import { openProbeBench, type ProbeGate, type ProbePace } from './open-probe-bench.ts'

const HOST = '127.0.0.1'
const CLIENT = 1
export const SIMULATED_ACCOUNT = accountId('DU1000001')
/** Any full session; nothing about it matters. */
const DATE = sessionDate('2024-01-03')
const PRICE = 100
const PLENTY = 100_000
const STEP_MS = 5 * SECOND_MS
/** A gateway of our own takes as many messages as it is sent. */
const UNPACED = { most: 100_000, forCancels: 1_000 } as const
/** Probes that only show something when an order fills in parts. */
const IN_PARTS = ['partial-fill', 'partial-cancel']

interface SimulatedProbe extends Pick<RunOptions, 'appVersion' | 'onProgress' | 'onResult' | 'signal'> {
  readonly symbol: Ticker
  readonly gate: ProbeGate
  /** How the gateway behaves; what is left out is as by default. */
  readonly findings?: Findings
  readonly serverVersion?: number
  /** Probes in which orders fill share by share. */
  readonly inParts?: readonly string[]
}

/** A market that stands at one price, of which the probe itself moves the time. */
class Floor {
  readonly gateway: Gateway
  private readonly symbol: Ticker
  private readonly day = sessionOn(DATE)
  private steps = 0
  private shares = PLENTY
  private few = PLENTY

  constructor({ symbol, findings = {}, serverVersion = 193 }: SimulatedProbe) {
    if (this.day === null) throw new Error(`${DATE} is no session`)
    const { exchange, gateway } = behaviourOf(findings)
    this.symbol = symbol
    this.gateway = createGateway({
      ...{ seed: 1, symbols: [{ symbol }], days: [this.day], accounts: [{ id: SIMULATED_ACCOUNT, cash: 1_000_000 }] },
      ...{ limits: 'none', behaviour: gateway, maxServerVersion: serverVersion },
      operator: { monotonic: () => systemOperatorClock.monotonic(), after: systemSchedule },
      settings: {
        ...{ slippage: { ticks: 1, basisPoints: 0 }, participation: 1 },
        behaviour: { ...DEFAULT_EXCHANGE_SETTINGS.behaviour, ...exchange },
      },
    })
    this.gateway.take({ kind: 'session', day: this.day })
    this.few = this.sharesOfOne()
    this.step()
    if (findings.idsAfterRestart !== undefined) this.tradeAndRestart()
  }

  now(): UtcMs {
    return this.gateway.exchange.now
  }

  step(): void {
    this.trade(this.shares)
  }

  /** From now on a step offers one share, or many. */
  setParts(inParts: boolean): void {
    this.shares = inParts ? this.few : PLENTY
    this.step()
  }

  private trade(shares: number): void {
    this.steps += 1
    const time = utcMs((this.day?.open ?? 0) + this.steps * STEP_MS)
    this.gateway.take({ kind: 'step', time, trades: [{ symbol: this.symbol, price: PRICE, shares }] })
  }

  /** So few shares in a step that one of them can be bought, and one sold. */
  private sharesOfOne(): number {
    for (let shares = 2; shares < 20; shares++) {
      this.trade(shares)
      const { askSize, bidSize } = this.gateway.exchange.quote(this.symbol)
      if (askSize === 1 && bidSize >= 1) return shares
    }
    throw new Error('no step offers a single share')
  }

  /** Earlier orders of the day, and a restart after them. */
  private tradeAndRestart(): void {
    for (const [index, action] of (['BUY', 'SELL'] as const).entries()) {
      this.gateway.exchange.place({
        client: CLIENT,
        orderId: index + 1,
        account: SIMULATED_ACCOUNT,
        symbol: this.symbol,
        action,
        quantity: 1,
        pricing: { type: 'MKT' },
        timeInForce: { tif: 'DAY' },
        parentId: null,
        oca: null,
        outsideRegularHours: false,
        transmit: true,
        orderRef: '',
      })
      this.step()
    }
    this.gateway.script.restart()
  }
}

/**
 * Runs the probes on a simulated gateway that behaves as it is told to, as fast as messages go.
 * @throws Error when the gateway cannot be opened, or the gate is closed
 */
export async function probeSimulator(options: SimulatedProbe): Promise<Transcript> {
  const { symbol, gate, inParts = IN_PARTS } = options
  const floor = new Floor(options)
  const pace: ProbePace = {
    async wait(until, limitMs, settled) {
      const end = floor.now() + limitMs
      for (;;) {
        await settled()
        if (until()) return true
        if (floor.now() >= end) return false
        floor.step()
      }
    },
  }
  try {
    const port = await floor.gateway.listen(0, HOST)
    const opened = await openProbeBench({
      ...{ host: HOST, port, client: CLIENT, account: SIMULATED_ACCOUNT, symbol, gate, pace, rate: UNPACED },
      marketTime: { now: () => floor.now(), at: () => () => {} },
      wallNow: () => systemOperatorClock.now(),
      onBegin: (name) => floor.setParts(inParts.includes(name)),
      refuseAccounts: () => null,
    })
    if (!opened.ok) throw new Error(`the simulated gateway was not reached: ${opened.error.message}`)
    try {
      return await runProbes({ ...options, bench: opened.value, wallNow: () => Date.now(), run: 'sim' })
    } finally {
      opened.value.close()
    }
  } finally {
    await floor.gateway.close()
  }
}

/** Whether an order of the probe filled in parts. */
const filledInParts = ({ came }: Transcript['results'][number]): boolean =>
  came.some(({ kind, filled = 0, remaining = 0 }) => kind === 'status' && filled > 0 && remaining > 0)

/** Runs the simulator as a transcript has found TWS to be. @returns what it did otherwise */
export async function reproduce(
  recorded: Transcript,
  options: Pick<SimulatedProbe, 'appVersion' | 'gate' | 'symbol'>,
): Promise<readonly string[]> {
  const { serverVersion } = recorded.header
  const simulated = await probeSimulator({
    ...options,
    findings: findingsOf(recorded),
    inParts: recorded.results.filter(filledInParts).map(({ name }) => name),
    serverVersion: Math.min(193, Math.max(178, serverVersion)),
  })
  return differencesOf(recorded, simulated)
}
