import { randomUUID } from 'node:crypto'
import type { Decision } from '../../../src-shared/domain/decision.ts'
import type { EpochInput } from '../../../src-shared/domain/engine-input.ts'
import { sessionId } from '../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import type { AuditLog } from '../../audit/audit-log.ts'
import { openAudit } from '../../audit/open-audit.ts'
import { describeConfig, type LoadedConfig } from '../../config/load.ts'
import { systemOperatorClock } from '../../market/clock.ts'
import { exchangeDate, utcFromLabel } from '../../market/exchange-time.ts'
import { MarketDataError, type MarketEvent, timeOfEvent } from '../../market/market-data.ts'
import { RecordingError, recordInto } from '../../session/audit-recorder.ts'
import type { MarketSource } from '../../session/market-source.ts'
import type { LoadedProfile } from '../../session/profile-file.ts'
import { createSessionCounter } from '../../session/session-summary.ts'
import { runSession, type SessionObserver } from '../../session/trading-session.ts'
import { createFillModel, type FillModel } from '../../simulator/fills/fill-model.ts'
import { createVirtualClock, pace, systemSchedule, type VirtualClock } from '../../simulator/virtual-clock.ts'
import { APP } from './app.ts'
import { CLOCK_KEYS_HELP, steerByKeys } from './clock-keys.ts'
import { makeFolderFor } from './data-files.ts'
import { CommandFailure, EXIT, type ExitCode } from './exit-codes.ts'
import { jsonOutput, type RunOutput, textOutput } from './output/decision-output.ts'
import type { Terminal } from './output/terminal.ts'

/** A run as the command line asked for it, everything opened and checked but the database. */
export interface RunRequest {
  readonly source: MarketSource
  readonly profile: LoadedProfile
  readonly loaded: LoadedConfig
  /** Path of the audit database. */
  readonly database: string
  readonly headless: boolean
  readonly json: boolean
  /** New York time, as it was typed. */
  readonly seek: string | null
}

/** Runs the request to its end, or until the user ends it, with everything recorded. @returns the exit code */
export async function runRecorded(request: RunRequest, terminal: Terminal): Promise<ExitCode> {
  const { source, profile, json } = request
  const seekTo = request.seek === null ? null : momentOf(request.seek, source, request.headless)
  const log = openLog(request)
  const output = json ? jsonOutput(terminal, profile.data) : textOutput(terminal, profile.data)
  terminal.note(`${source.name}; decided by ${profile.id}; recorded in ${request.database}`)
  const clock = startClock(request, seekTo)
  let interrupted = false
  const letGo = listenToUser(request, clock, terminal, () => {
    interrupted = true
    clock.close()
  })
  const book = bookFor(request)
  const view = new RunView(request, output, terminal, seekTo)
  const started = performance.now()
  try {
    await runSession({
      events: view.counted(pace(source.market.events(), clock, timeOfEvent)),
      epoch: epochFor(request),
      decideFrom: source.decideFrom,
      book,
      recorder: recordInto(log),
      observer: view,
    })
    endLog(log, interrupted ? 'interrupted' : 'finished')
  } catch (error) {
    if (!(error instanceof RecordingError)) endLog(log, 'failed')
    if (error instanceof RecordingError || error instanceof MarketDataError) {
      throw new CommandFailure(`${error.message} The run ended here.`, EXIT.failed)
    }
    throw error
  } finally {
    letGo()
    log.close()
    terminal.close()
  }
  output.summary(view.counter.summary(book.account()), view.bars, (performance.now() - started) / 1000)
  await terminal.drained()
  return interrupted ? EXIT.interrupted : EXIT.ok
}

/**
 * Opens, or makes, the database of the run and records what it starts with.
 * @throws CommandFailure with the reason why it cannot be written.
 */
function openLog({ source, loaded, database, profile }: RunRequest): AuditLog {
  makeFolderFor(database)
  const opened = openAudit(database, {
    kind: source.kind,
    session: sessionId(randomUUID()),
    start: { app: `${APP.name} ${APP.version}`, source: source.name },
    clock: systemOperatorClock,
    uniqueId: randomUUID,
  })
  if (!opened.ok) throw new CommandFailure(opened.error.message)
  const log = opened.value
  const settings = { ...describeConfig(loaded), profileHash: { value: profile.hash, from: 'profile' } }
  log.append({ type: 'configuration', payload: { settings: JSON.parse(JSON.stringify(settings)) } })
  for (const { file, counts } of source.skipped) {
    log.append({ type: 'bars-skipped', payload: { source: file, counts } })
  }
  return log
}

/** @throws CommandFailure when the disk does not take the end of the session. */
function endLog(log: AuditLog, reason: string): void {
  const ended = log.append({ type: 'session-ended', payload: { reason } })
  if (!ended.ok) throw new CommandFailure(`${ended.error.message} The end of the session is not recorded.`, EXIT.failed)
}

/** What the run shows, and what it counts meanwhile. */
class RunView implements SessionObserver {
  readonly counter = createSessionCounter()
  bars = 0
  private slots = 0
  private readonly totalSlots: number
  private readonly output: RunOutput
  private readonly terminal: Terminal
  private readonly showFrom: UtcMs
  private readonly json: boolean

  constructor({ source, json }: RunRequest, output: RunOutput, terminal: Terminal, seekTo: UtcMs | null) {
    this.output = output
    this.terminal = terminal
    this.json = json
    this.showFrom = seekTo ?? utcMs(0)
    const { sessions } = source.market
    this.totalSlots = sessions.reduce((sum, day) => sum + (day.close - day.open) / ENGINE_BAR_MS, 0)
  }

  async *counted(events: AsyncIterable<MarketEvent>): AsyncGenerator<MarketEvent> {
    for await (const event of events) {
      if (event.kind === 'bar') this.bars++
      yield event
    }
  }

  onSession: SessionObserver['onSession'] = (day, warmingUp) => {
    if (warmingUp) return
    this.counter.session()
    if (day.close > this.showFrom) this.output.session(day)
  }

  onDecision: SessionObserver['onDecision'] = (decision) => {
    this.counter.decision(decision)
    if (this.isShown(decision)) this.output.decision(decision)
  }

  onFill: SessionObserver['onFill'] = (fill) => {
    this.counter.fill(fill)
    if (fill.input.time >= this.showFrom) this.output.fill(fill)
  }

  onSlotEnd: SessionObserver['onSlotEnd'] = (time) => {
    this.slots++
    if (!this.json) this.terminal.progress(this.slots, this.totalSlots, exchangeDate(time))
    return this.terminal.drained()
  }

  private isShown({ barStart }: Decision): boolean {
    return barStart + ENGINE_BAR_MS >= this.showFrom
  }
}

function epochFor({ source, profile }: RunRequest): EpochInput {
  return {
    kind: 'epoch',
    profile: profile.id,
    profileHash: profile.hash,
    profileData: profile.data,
    instruments: source.instruments,
    traded: source.traded,
    sessions: source.market.sessions,
  }
}

function bookFor({ source, loaded }: RunRequest): FillModel {
  const { config } = loaded
  const ticks = new Map(source.instruments.map(({ symbol, tick }) => [symbol, tick]))
  return createFillModel({
    account: config.simulatedAccountDollars,
    maxPositionDollars: config.maxPositionDollars,
    shorting: config.simulatedShorting,
    tickOf(symbol) {
      const tick = ticks.get(symbol)
      if (tick === undefined) throw new Error(`${symbol} is no instrument of this run`)
      return tick
    },
    slippage: { ticks: config.simulatedSlippageTicks, basisPoints: config.simulatedSlippageBasisPoints },
    commission: {
      perShare: config.simulatedCommissionPerShare,
      minimum: config.simulatedCommissionMinimum,
      maximumFraction: config.simulatedCommissionMaximumFraction,
    },
  })
}

/** Warm-up, and what lies before a seek, takes no time; then market time runs at the speed asked for. */
function startClock({ source, loaded, headless }: RunRequest, seekTo: UtcMs | null): VirtualClock {
  const clock = createVirtualClock({
    start: source.market.sessions[0]?.open ?? utcMs(0),
    speed: headless ? 'drained' : loaded.config.speed,
    operator: systemOperatorClock,
    schedule: systemSchedule,
  })
  clock.fastForward(utcMs(Math.max(source.decideFrom, seekTo ?? 0)))
  return clock
}

/** Ctrl-C, and on a terminal the keys, end or steer the run. @returns what stops listening */
function listenToUser({ headless }: RunRequest, clock: VirtualClock, terminal: Terminal, quit: () => void): () => void {
  process.once('SIGINT', quit)
  process.once('SIGTERM', quit)
  const steers = !headless && process.stdin.isTTY
  if (steers) terminal.note(CLOCK_KEYS_HELP)
  const releaseKeys = steers ? steerByKeys(process.stdin, clock, (text) => terminal.note(text), quit) : () => {}
  return () => {
    process.off('SIGINT', quit)
    process.off('SIGTERM', quit)
    releaseKeys()
  }
}

/**
 * The moment that `--seek` names.
 * @throws CommandFailure for a text that is no time, or one outside the sessions that are decided.
 */
function momentOf(text: string, { decideFrom, market }: MarketSource, headless: boolean): UtcMs {
  if (headless)
    throw new CommandFailure('--seek: a headless run is as fast as it can be already; leave --headless away')
  const label = text.length === 5 ? `${exchangeDate(decideFrom)}T${text}` : text
  const moment = utcFromLabel(label)
  if (moment === null)
    throw new CommandFailure(`--seek: expected HH:MM or YYYY-MM-DDTHH:MM, got ${JSON.stringify(text)}`)
  const end = market.sessions.at(-1)?.close ?? decideFrom
  if (moment < decideFrom || moment >= end) {
    throw new CommandFailure(`--seek: ${label} lies outside the sessions that are decided`)
  }
  return moment
}
