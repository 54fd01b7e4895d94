import { EventName } from '@stoqey/ib'
import type { Bar } from '../../../../../../src-shared/domain/bar.ts'
import { SECOND_MS } from '../../../../../../src-shared/domain/time.ts'
import type { HeldClock } from './held-clock.ts'
import type { Asked, RecordingLink } from './recording-link.ts'
import { DAYS, TRADE_MS, truth, truthBar } from './truth.ts'

type HistoryAsked = Extract<Asked, { readonly kind: 'history' }>

/** The other end of a recording link: it answers from the truth, after a delay that the test sets. */
export class ScriptedTws {
  /** ms until an answer. */
  delay = 300
  /** Symbols whose streams have fallen silent. */
  readonly silent = new Set<string>()
  /** Symbols that are not listed. */
  readonly unlisted = new Set<string>()
  /** Volumes that history gives for bars by their start, other than what was streamed. */
  readonly corrected = new Map<number, number>()
  private readonly link: RecordingLink
  private readonly clock: HeldClock
  private readonly streams = new Map<number, string>()
  private readonly open = new Set<number>()
  /** Grows with each connection: what was asked on an earlier one is not answered. */
  private life = 0
  private cut = false

  constructor(link: RecordingLink, clock: HeldClock) {
    this.link = link
    this.clock = clock
    link.onAsked = (asked) => this.take(asked)
    const trade = (): void => {
      this.update()
      clock.after(TRADE_MS, trade)
    }
    const first = Math.ceil((clock.now() + 1) / TRADE_MS) * TRADE_MS
    clock.at(first, trade)
  }

  /** Most history requests that were open at once. */
  mostOpen = 0

  drop(): void {
    this.life += 1
    this.streams.clear()
    this.open.clear()
    this.link.setState('reconnecting')
  }

  /** 1100: no data, but the socket stays. */
  loseServers(): void {
    this.cut = true
    this.link.setState('degraded')
  }

  async regainServers(kept: boolean): Promise<void> {
    this.cut = false
    if (!kept) {
      this.streams.clear()
      this.open.clear()
      this.life += 1
    }
    await this.link.synchronise(kept ? 'data-kept' : 'data-lost')
  }

  get streaming(): readonly string[] {
    return [...this.streams.values()].sort()
  }

  private take(asked: Asked): void {
    if (asked.kind === 'contract') {
      // Never while it is asked: an answer comes by the socket.
      this.clock.after(1, () => this.answerContract(asked.id, String(asked.contract.symbol)))
    }
    if (asked.kind === 'history') this.takeHistory(asked)
    if (asked.kind === 'cancel-history') {
      this.streams.delete(asked.id)
      this.open.delete(asked.id)
    }
  }

  private answerContract(id: number, symbol: string): void {
    if (this.unlisted.has(symbol)) {
      this.link.fail(id, 200, 'No security definition has been found for the request')
      return
    }
    const contract = { conId: conIdOf(symbol), symbol, secType: 'STK', currency: 'USD', primaryExch: 'NASDAQ' }
    this.link.emit(EventName.contractDetails, id, { contract, minTick: 0.01, longName: symbol, stockType: 'COMMON' })
    this.link.emit(EventName.contractDetailsEnd, id)
  }

  private takeHistory(asked: HistoryAsked): void {
    this.open.add(asked.id)
    this.mostOpen = Math.max(this.mostOpen, this.open.size)
    const { life } = this
    this.clock.after(this.delay, () => {
      if (life !== this.life || this.cut || !this.open.has(asked.id)) return
      const symbol = String(asked.contract.symbol)
      const end = asked.end === '' ? this.clock.now() : endOf(asked.end)
      for (const bar of truth(symbol, startOf(asked.duration, end), Math.min(end, this.clock.now()))) {
        if (bar.start < end || asked.end === '') this.sendBar(EventName.historicalData, asked.id, bar)
      }
      this.link.emit(EventName.historicalData, asked.id, 'finished-a-b', -1, -1, -1, -1, -1, -1, -1, false)
      if (asked.keep) this.streams.set(asked.id, symbol)
      else this.open.delete(asked.id)
    })
  }

  private update(): void {
    if (this.cut) return
    const now = this.clock.now()
    const session = DAYS.find(({ open, close }) => open <= now && now < close)
    if (session === undefined) return
    const start = now - ((now - session.open) % (300 * SECOND_MS))
    for (const [id, symbol] of [...this.streams]) {
      if (this.silent.has(symbol)) continue
      const bar = truthBar(symbol, start as Bar['start'], now)
      if (bar !== null) this.sendBar(EventName.historicalDataUpdate, id, bar)
    }
  }

  private sendBar(event: EventName, id: number, bar: Bar): void {
    const { start, open, high, low, close } = bar
    const volume = this.corrected.get(start) ?? bar.volume
    this.link.emit(event, id, String(start / SECOND_MS), open, high, low, close, volume, 10, close)
  }
}

const conIdOf = (symbol: string): number => [...symbol].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7)

export function endOf(text: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)-(\d\d:\d\d:\d\d)$/.exec(text)
  return Date.parse(`${parts?.[1]}-${parts?.[2]}-${parts?.[3]}T${parts?.[4]}Z`)
}

function startOf(duration: string, end: number): number {
  const amount = Number.parseInt(duration, 10)
  const before = DAYS.filter(({ open }) => open < end)
  if (duration.endsWith('D')) return before.at(-amount)?.open ?? DAYS[0]?.open ?? 0
  let left = amount * SECOND_MS
  for (const { open, close } of before.toReversed()) {
    const last = Math.min(close, end)
    if (last - open >= left) return last - left
    left -= last - open
  }
  return DAYS[0]?.open ?? 0
}
