import type { Result } from '../../../../src-shared/domain/result.ts'
import type { UtcMs } from '../../../../src-shared/domain/time.ts'
import { createRandom } from '../../random.ts'
import type { Gateway } from '../gateway.ts'
import type { GatewayTime, WireField } from '../service.ts'
import type { Connection } from '../sessions/connection.ts'
import type { ClientRequest } from '../wire/requests.ts'
import { damageField, NextMessages } from './damage.ts'
import { Delays } from './delays.ts'
import { Feeds } from './feeds.ts'
import { toClientKind } from './message-kinds.ts'
import { playFault } from './play-fault.ts'
import { type ScriptError, type ScriptMistake, scriptError } from './read-script.ts'
import type { FaultScript, ScriptEntry, When } from './script-schema.ts'
import type { Stage } from './stage.ts'
import { TrafficLog } from './traffic-log.ts'
import { type Counter, createCounter, createMarketAlarm, firstMarketMoment, runOnTime } from './triggers.ts'

interface ScriptSetting {
  /** The gateway's own. */
  readonly operator: GatewayTime
  /** Market time at which the script begins. */
  readonly start: UtcMs
  /** Told of each fault as it happens, and of what could not be done. */
  readonly onNote?: (text: string) => void
}

/**
 * Plays a script against a gateway, from now on.
 * @returns ends it: what it holds back is lost and feeds run again, what it did stays; or the symbols and accounts
 *   that this gateway does not have
 */
export function attachScript(
  gateway: Gateway,
  script: FaultScript,
  setting: ScriptSetting,
): Result<() => void, ScriptError> {
  const mistakes = strangersIn(gateway, script)
  if (mistakes.length > 0) return scriptError('not-this-market', mistakes)
  const player = new ScriptPlayer(gateway, script, setting)
  return { ok: true, value: () => player.end() }
}

interface Counted {
  readonly when: When
  readonly counter: Counter
  readonly play: () => void
}

class ScriptPlayer {
  private readonly stage: Stage
  private readonly counted: Counted[] = []
  private readonly disposers: (() => void)[] = []
  private readonly timers = new Set<() => void>()
  private playing = false
  /** Losses that the fault under way leads to: they are met after it. */
  private readonly unheard: (() => void)[] = []

  constructor(gateway: Gateway, script: FaultScript, { operator, start, onNote = () => {} }: ScriptSetting) {
    const readAll = script.faults.some(({ when }) => 'fromClient' in when)
    this.stage = {
      ...{ gateway, operator, note: onNote },
      random: createRandom(script.seed).stream('garbage'),
      feeds: new Feeds(gateway),
      delays: new Delays(operator),
      log: new TrafficLog(readAll),
      damaged: new NextMessages(),
      doubled: new NextMessages(),
      later: (seconds, run) => this.later(seconds, run),
    }
    for (const [index, entry] of script.faults.entries()) {
      const random = createRandom(script.seed).stream(`fault ${index}`)
      const play = (): void => {
        if (random.chance(entry.probability)) this.play(entry, index)
      }
      this.await(entry, start, play)
    }
    this.disposers.push(
      gateway.intercept({
        incoming: (session, fields, pass) => this.incoming(session, fields, pass),
        outgoing: (session, fields, pass) => this.outgoing(session, fields, pass),
      }),
    )
  }

  end(): void {
    for (const dispose of this.disposers.splice(0)) dispose()
    for (const cancel of this.timers) cancel()
    this.timers.clear()
    this.counted.length = 0
    this.unheard.length = 0
    this.stage.delays.close()
    this.stage.feeds.startAll()
  }

  private await(entry: ScriptEntry, start: UtcMs, play: () => void): void {
    const { when } = entry
    const { gateway, operator } = this.stage
    const moment = firstMarketMoment(when, start)
    if (moment !== null) {
      const alarm = createMarketAlarm(entry, moment)
      this.disposers.push(
        gateway.exchange.onTime((now) => {
          if (alarm.reached(now)) play()
        }),
      )
    } else if ('seconds' in when) {
      this.disposers.push(runOnTime(operator, entry, when.seconds, play))
    } else {
      this.counted.push({ when, counter: createCounter(entry, firstOf(when)), play })
    }
  }

  private play(entry: ScriptEntry, index: number): void {
    if (this.playing) return
    this.playing = true
    const { note } = this.stage
    for (const fault of entry.do) {
      note(`fault ${index}: ${fault.fault}`)
      try {
        playFault(this.stage, fault.fault, fault)
      } catch (error) {
        // An order that is over cannot be released, for example: the market goes on.
        note(`fault ${index}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    this.playing = false
    for (let meet = this.unheard.shift(); meet !== undefined; meet = this.unheard.shift()) meet()
  }

  private later(seconds: number, run: () => void): void {
    const cancel = this.stage.operator.after(seconds * 1_000, () => {
      this.timers.delete(cancel)
      run()
    })
    this.timers.add(cancel)
  }

  /** One more of what some entries count. Messages that a fault itself leads to are not counted. */
  private happened(session: Connection, is: (when: When) => boolean): void {
    if (this.playing) return
    for (const { when, counter, play } of [...this.counted]) {
      if (is(when) && isOfClient(when, session) && counter.count()) play()
    }
  }

  private incoming(session: Connection, fields: readonly string[], pass: (fields: readonly string[]) => void): void {
    const { log, delays } = this.stage
    const wasStarted = session.started
    const request = log.read(session, fields)
    if (request !== null) this.noteRequest(session, request)
    delays.pass('from-client', session, request?.kind ?? null, () => {
      pass(fields)
      if (!wasStarted && session.started) this.welcome(session)
    })
  }

  private noteRequest(session: Connection, request: ClientRequest): void {
    const isNewOrder = this.stage.log.note(session, request)
    this.happened(session, (when) => 'fromClient' in when && when.fromClient === request.kind)
    if (isNewOrder) this.happened(session, (when) => 'order' in when)
  }

  private welcome(session: Connection): void {
    session.onClose(() => {
      const meet = (): void => this.happened(session, (when) => 'loss' in when)
      if (this.playing) this.unheard.push(meet)
      else meet()
    })
    this.happened(session, (when) => 'connection' in when)
  }

  private outgoing(
    session: Connection,
    fields: readonly WireField[],
    pass: (fields: readonly WireField[]) => void,
  ): void {
    const { damaged, doubled, delays, random } = this.stage
    const kind = toClientKind(fields[0])
    if (kind !== null) this.happened(session, (when) => 'toClient' in when && when.toClient === kind)
    const sent = damaged.take(kind) ? damageField(fields, random) : fields
    for (let times = doubled.take(kind) ? 2 : 1; times > 0; times--) {
      delays.pass('to-client', session, kind, () => pass(sent))
    }
  }
}

function firstOf(when: When): number {
  if ('number' in when) return when.number
  if ('order' in when) return when.order
  if ('connection' in when) return when.connection
  return 'loss' in when ? when.loss : 1
}

const isOfClient = (when: When, { client }: Connection): boolean =>
  !('client' in when) || when.client === undefined || when.client === client

/** Symbols and accounts of the script that the gateway has not. */
function strangersIn(gateway: Gateway, script: FaultScript): ScriptMistake[] {
  const symbols = new Set<string>(gateway.exchange.symbols)
  const accounts = new Set<string>(gateway.exchange.accounts)
  return script.faults.flatMap(({ do: faults }, index) =>
    faults.flatMap((fault) => {
      const place = `faults[${index}].do`
      const named = 'symbol' in fault ? [fault.symbol] : 'symbols' in fault ? (fault.symbols ?? []) : []
      const account = 'account' in fault ? fault.account : undefined
      return [
        ...named.filter((symbol) => !symbols.has(symbol)).map((symbol) => `${symbol} is not traded here`),
        ...(account === undefined || accounts.has(account) ? [] : [`there is no account ${account} here`]),
      ].map((message) => ({ place, message }))
    }),
  )
}
