import { Arming } from '../../../src-main/trading/arming/arming.ts'
import type { ArmingFact } from '../../../src-main/trading/arming/arming-fact.ts'
import type { ArmingFacts } from '../../../src-main/trading/arming/facts.ts'
import { Desk } from '../../../src-main/trading/desk.ts'
import { createGate } from '../../../src-main/trading/gate.ts'
import type { TradingEvent } from '../../../src-main/trading/journal/trading-event.ts'
import { bookKey, type DeskState } from '../../../src-main/trading/state/desk-state.ts'
import { reconciliationView } from '../../../src-main/trading/views/reconciliation.ts'
import type { EngineInput } from '../../../src-shared/domain/engine-input.ts'
import { orderRef } from '../../../src-shared/domain/ids.ts'
import { MARKET_SYMBOL } from '../../../src-shared/domain/instrument.ts'
import { LIMITS, type RiskLimits } from '../../../src-shared/domain/limits.ts'
import { PENNY } from '../../../src-shared/domain/price.ts'
import { DAY, type Outside } from './outside.ts'

/** The token in force. No fact may ever have it. */
export const TOKEN = 'correct horse battery'

const numbers = Object.fromEntries(
  Object.entries(LIMITS).flatMap(([name, limit]) => (limit.kind === 'number' ? [[name, limit.default]] : [])),
) as Omit<RiskLimits, 'allowShorting' | 'allowedSymbols'>
/** Limits that sequences of a few symbols come up against. */
export const MODEL_LIMITS: RiskLimits = {
  ...numbers,
  maxOpenPositions: 2,
  maxEntriesPerMinute: 3,
  maxGrossExposureDollars: 18_000,
  allowShorting: true,
  allowedSymbols: null,
}

interface CockpitOptions {
  readonly outside: Outside
  readonly restored: DeskState | null
  readonly onEvent: (event: TradingEvent) => void
  readonly onEngineInput: (input: EngineInput) => void
  readonly onArming: (fact: ArmingFact) => void
}

/** What dies with its process: desk, gate and arming, as a session puts them together. */
export class Cockpit {
  readonly desk: Desk
  readonly arming: Arming
  private readonly outside: Outside

  constructor({ outside, restored, onEvent, onEngineInput, onArming }: CockpitOptions) {
    this.outside = outside
    const { clocks, journal, door } = outside
    this.arming = new Arming({
      clock: clocks.operator,
      facts: () => this.facts(),
      token: {
        standing: () => ({ source: 'environment', problem: null }),
        fixed: () => 'It is in the environment.',
        matches: (typed) => typed === TOKEN,
        isKept: () => false,
        matchesKept: () => false,
        keep: () => ({ ok: false, error: 'It is in the environment.' }),
        forget: () => ({ ok: false, error: 'It is in the environment.' }),
      },
      attempts: {
        read: () => ({ ok: true, value: outside.attempts }),
        write: (attempts) => {
          outside.attempts = attempts
          return { ok: true, value: null }
        },
      },
      mode: () => this.desk.state.mode,
      changeMode: (mode, reason, live) => {
        this.desk.changeMode(mode, reason, live?.account ?? null, {
          automaticApproval: live?.automaticApproval ?? false,
        })
      },
      observe: onArming,
    })
    const gate = createGate(clocks.operator, this.arming)
    door.redeem = gate.redeem
    this.desk = new Desk({
      venues: [],
      gate,
      journal,
      market: clocks.marketClock,
      operator: clocks.operator,
      limitsOf: () => MODEL_LIMITS,
      tickOf: () => PENNY,
      newRef: () => {
        outside.refs += 1
        return orderRef(`O${outside.refs}`)
      },
      setAlarm: clocks.setAlarm,
      observer: { onEvent, onEngineInput },
      ...(restored === null ? {} : { restored }),
    })
  }

  /** Begins as a session does: the simulated book first, the accounts when the broker names them. */
  start(): void {
    const { outside, desk } = this
    desk.start()
    desk.startDay(DAY)
    for (const { venues, wire } of outside.sides) {
      for (const venue of venues) desk.addVenue({ ...venue, broker: wire })
    }
  }

  /** The process ends; what it held in memory is gone. */
  end(): void {
    this.desk.close()
    this.outside.clocks.forgetAlarms()
  }

  /** Operator time has moved on. */
  look(): void {
    this.arming.check()
    this.desk.passTime()
  }

  private facts(): ArmingFacts {
    const { surroundings, clocks, live, journal } = this.outside
    const { state } = this.desk
    const { accounts } = reconciliationView(this.desk.view)
    const since = (moment: number | null): number | null => (moment === null ? null : clocks.monotonic - moment)
    const { state: connection, reason } = live.wire.connection()
    const open = clocks.market >= DAY.open && clocks.market < DAY.close
    return {
      settings: { dryRun: false, liveEnabled: true, allowRealMoney: false },
      accounts: surroundings.accounts.map((id) => ({
        id,
        class: 'paper',
        tripped: state.tripped.get(bookKey({ kind: 'account', account: id })) ?? null,
      })),
      connection: { ready: connection === 'ready', reason, lostForMs: since(surroundings.lostSince) },
      reconciled: accounts.length > 0 && accounts.every(({ reconciled }) => reconciled),
      differences: accounts.flatMap(({ differences }) => differences).filter(({ acknowledged }) => !acknowledged)
        .length,
      data: {
        lost: surroundings.feedLost,
        ageMs: this.desk.view.quotes.age(MARKET_SYMBOL, clocks.monotonic),
        staleMs: MODEL_LIMITS.staleAfterSeconds * 1_000,
      },
      session: {
        open,
        closesInMs: open ? DAY.close - clocks.market : null,
        disagreement: surroundings.hoursDisagree ? 'The hours differ.' : null,
        hoursKnown: true,
      },
      skewMs: surroundings.skewMs,
      inRealTime: true,
      auditFailure: journal.full ? 'The disk is full.' : null,
      engineFailure: null,
      tradingState: state.tradingState,
      controllerSilentMs: since(surroundings.silentSince),
      probeMissing: null,
    }
  }
}
