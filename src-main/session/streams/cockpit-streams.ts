import type { ContractError } from '../../../src-shared/contract/messages.ts'
import { parseTopic, type TopicId } from '../../../src-shared/contract/topics.ts'
import type { Status } from '../../../src-shared/contract/views/status.ts'
import type { Bar } from '../../../src-shared/domain/bar.ts'
import type { Decision } from '../../../src-shared/domain/decision.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { Instrument } from '../../../src-shared/domain/instrument.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import type { SessionDay, UtcMs } from '../../../src-shared/domain/time.ts'
import { systemOperatorClock } from '../../market/clock.ts'
import type { FeedNotice, LiveMarketState } from '../../market/live-market.ts'
import type { StepTrade } from '../../simulator/exchange/steps.ts'
import type { TradingEvent } from '../../trading/journal/trading-event.ts'
import type { CockpitService, Following, StreamMessage } from '../cockpit-service.ts'
import type { RunningSession, SessionObserver } from '../session-observer.ts'
import { FlipCache } from './flip-cache.ts'
import { GatewayModel } from './gateway-model.ts'
import { GatewayShow } from './gateway-show.ts'
import { SessionModel } from './session-model.ts'
import { TopicHub, type TopicSource } from './topic-hub.ts'
import { armingTopic, reconciliationTopic } from './topics/accounts.ts'
import { gatewayTopic } from './topics/gateway.ts'
import { statusTopic } from './topics/status.ts'
import { candlesTopic, scorecardTopic, symbolTopic } from './topics/symbol.ts'
import { activityTopic, cardsTopic, ordersTopic, positionsTopic } from './topics/trading.ts'
import { watchlistTopic } from './topics/watchlist.ts'

/** Between two batches of prices, ms of operator time. */
export const BATCH_MS = 100
/** The same while the market does not move: ages and expiries go on. */
const QUIET_BATCH_MS = 1_000

export interface StreamsOptions {
  /** Calls `run` once after `ms` of operator time, unless the disposer is called before. */
  readonly schedule: (ms: number, run: () => void) => () => void
  /** Operator time; by default the machine's. */
  readonly now?: () => UtcMs
}

const unknownTopic = (message: string): ContractError => ({ code: 'unknown-topic', message })

/**
 * The streams of a cockpit: everything that windows see of the session under way. What happens is sent when the slot or
 * command that made it is done; prices, ages and candles in batches, and nothing at all of what nobody follows.
 */
export class CockpitStreams implements SessionObserver, Pick<CockpitService, 'follow'> {
  private readonly options: StreamsOptions
  private readonly hub = new TopicHub()
  private model: SessionModel | null = null
  private flips: FlipCache | null = null
  private readonly gateway = new GatewayModel()
  private readonly gatewayShow: GatewayShow
  private cancelBatch: (() => void) | null = null
  private moved = false
  /** Operator time of the last batch, monotonic ms. */
  private batchAt = Number.NEGATIVE_INFINITY
  private soon = false

  constructor(options: StreamsOptions) {
    this.options = options
    this.hub.begin('', ...this.topics)
    this.gatewayShow = new GatewayShow({
      gateway: this.gateway,
      schedule: options.schedule,
      isFollowed: () => this.hub.followed,
      publish: () => this.hub.publishOne('gateway', 'event'),
    })
  }

  follow(topic: TopicId, listener: (message: StreamMessage) => void): Result<Following, ContractError> {
    const address = parseTopic(topic)
    if (!address.ok)
      return { ok: false, error: unknownTopic(`There is no topic ${JSON.stringify(topic.slice(0, 80))}.`) }
    if (this.model === null && !(address.value.name === 'gateway' && this.gateway.shown !== null)) {
      return {
        ok: false,
        error: { code: 'not-running', message: 'No session is running yet: there is nothing to show.' },
      }
    }
    const following = this.hub.follow(topic, listener)
    if (following === null) return { ok: false, error: this.gone(topic) }
    this.armBatch()
    return {
      ok: true,
      value: {
        resend: () => following.resend(),
        stop: () => {
          following.stop()
          if (this.hub.followed) return
          this.disarm()
          this.gatewayShow.close()
        },
      },
    }
  }

  begin(session: RunningSession): void {
    const model = new SessionModel(session)
    const { id, run, source } = session.facts
    const text = `${source.name}: ${run === id ? 'a run begins' : 'the run goes on after a stop'}.`
    model.note({ time: session.now(), subject: 'session', symbol: null, text, mark: 'plain', amount: null })
    this.model = model
    this.flips = new FlipCache(model)
    this.gateway.begin()
    this.hub.begin(session.facts.id, ...this.topics)
    this.armBatch()
  }

  phase(state: Status['state']): void {
    const { model } = this
    if (model === null) return
    const before = model.state
    model.state = state
    if (state.phase !== before.phase) this.noteEnd(model, state)
    if (state.phase === 'warming-up' && before.phase === 'warming-up') this.noteMoved()
    else this.publish('event')
  }

  day(day: SessionDay): void {
    if (this.model !== null) this.model.day = day
    this.noteMoved()
  }

  bar(symbol: Ticker, bar: Bar): void {
    this.model?.takeBar(symbol, bar)
    this.noteMoved()
  }

  symbols(instruments: readonly Instrument[]): void {
    this.model?.list(instruments)
    this.hub.endWhere((topic) => this.isOfNoSymbol(topic))
    this.noteMoved()
  }

  forming(symbol: Ticker, bar: Bar): void {
    this.model?.takeForming(symbol, bar)
    this.noteMoved()
  }

  step(time: UtcMs, trades: readonly StepTrade[]): void {
    this.model?.takeStep(time, trades)
    this.noteMoved()
  }

  decisions(decisions: readonly Decision[]): void {
    this.model?.takeDecisions(decisions)
    if (this.catchingUp) {
      this.noteMoved()
      return
    }
    this.publish('event')
    this.hurryBatch()
  }

  trading(event: TradingEvent): void {
    this.model?.takeEvent(event)
    if (this.catchingUp) {
      this.noteMoved()
      return
    }
    if (this.soon || !this.hub.followed) return
    this.soon = true
    // When the command or slot that this is a part of has come to its end, and before anything else.
    queueMicrotask(() => {
      if (this.soon) this.publish('event')
    })
  }

  arming(): void {
    this.hub.publishOne('arming', 'event')
  }

  market(state: LiveMarketState): void {
    const before = this.gateway.shown?.state
    this.gatewayShow.market(state)
    // Labels of symbols and what an approval would run into follow the feed.
    if (state.state !== before) this.noteMoved()
  }

  notice(notice: FeedNotice): void {
    this.gateway.note(notice)
    this.hub.publishOne('gateway', 'event')
    this.noteMoved()
  }

  end(): void {
    this.flush()
    this.gateway.end()
  }

  /** Sends everything that has changed now, instead of with the next batch. */
  flush(): void {
    this.moved = false
    this.batchAt = this.model?.session.desk.now().monotonic ?? 0
    this.publish('batch')
  }

  /** Ends the batches; nothing is sent by itself any more. */
  close(): void {
    this.disarm()
    this.gatewayShow.close()
  }

  /** What passes faster than anybody can read goes out in batches. */
  private get catchingUp(): boolean {
    const phase = this.model?.state.phase
    return phase === 'warming-up' || phase === 'catching-up'
  }

  private publish(occasion: 'event' | 'batch'): void {
    this.soon = false
    if (this.hub.followed) this.hub.publish(occasion)
  }

  /** Prices, or what else goes out with them, have changed. */
  private noteMoved(): void {
    if (this.moved) return
    this.moved = true
    this.rearm(BATCH_MS)
  }

  /** What a decision needs time for follows as soon as it is on the wire, but for decisions that come in a rush. */
  private hurryBatch(): void {
    if (this.sinceBatch() >= BATCH_MS) {
      this.moved = true
      this.rearm(0)
    } else {
      // One that is due soon stays where it is: what keeps coming must not keep putting it off.
      this.noteMoved()
    }
  }

  private sinceBatch(): number {
    return (this.model?.session.desk.now().monotonic ?? 0) - this.batchAt
  }

  private armBatch(): void {
    if (this.cancelBatch === null) this.rearm(this.moved ? BATCH_MS : QUIET_BATCH_MS)
  }

  private rearm(ms: number): void {
    this.disarm()
    if (!this.hub.followed) return
    this.cancelBatch = this.options.schedule(ms, () => {
      this.cancelBatch = null
      this.flush()
      this.armBatch()
    })
  }

  private disarm(): void {
    this.cancelBatch?.()
    this.cancelBatch = null
  }

  private noteEnd(model: SessionModel, state: Status['state']): void {
    const time = model.session.now()
    const note = { time, subject: 'session', symbol: null, amount: null } as const
    if (state.phase === 'finished') model.note({ ...note, text: 'The market has no more bars.', mark: 'plain' })
    if (state.phase === 'failed') model.note({ ...note, subject: 'error', text: state.message, mark: 'error' })
  }

  private readonly topics = [
    (topic: TopicId): TopicSource | null => this.build(topic),
    (topic: TopicId): ContractError => this.gone(topic),
  ] as const

  private build(topic: TopicId): TopicSource | null {
    const { model, flips, gateway } = this
    const address = parseTopic(topic)
    if (!address.ok) return null
    const { value } = address
    if (value.name === 'gateway') {
      const { now = systemOperatorClock.now } = this.options
      // Before a session it is not known whose gateway it is: then an account's own id says what it is.
      const ours = (): boolean => this.model !== null && this.model.session.facts.source.kind !== 'gateway'
      return gatewayTopic({ gateway, now, ours })
    }
    if (model === null || flips === null) return null
    const book = 'symbol' in value ? model.books.get(value.symbol) : undefined
    switch (value.name) {
      case 'status':
        return statusTopic(model)
      case 'arming':
        return armingTopic(model)
      case 'reconciliation':
        return reconciliationTopic(model)
      case 'watchlist':
        return watchlistTopic(model, gateway)
      case 'cards':
        return cardsTopic(model)
      case 'orders':
        return ordersTopic(model)
      case 'positions':
        return positionsTopic(model)
      case 'activity':
        return activityTopic(model)
      case 'symbol':
        return book === undefined ? null : symbolTopic(model, book, flips, gateway)
      case 'scorecard':
        return book === undefined ? null : scorecardTopic(model, book, flips)
      case 'candles':
        return book === undefined ? null : candlesTopic(book, value.frame)
    }
  }

  /** It is of a symbol that has no bars any more. */
  private isOfNoSymbol(topic: TopicId): boolean {
    const address = parseTopic(topic)
    return address.ok && 'symbol' in address.value && this.model?.books.has(address.value.symbol) === false
  }

  private gone(topic: TopicId): ContractError {
    const [, symbol = topic] = topic.split('/')
    return unknownTopic(`${symbol} is not one of the instruments of this session.`)
  }
}
