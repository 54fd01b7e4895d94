import { type ClockRequest, type Command, withoutSecrets } from '../../src-shared/contract/commands.ts'
import type { ContractError } from '../../src-shared/contract/messages.ts'
import type { Margin } from '../../src-shared/contract/queries.ts'
import type { SessionId } from '../../src-shared/domain/ids.ts'
import type { Result } from '../../src-shared/domain/result.ts'
import { type UtcMs, utcMs } from '../../src-shared/domain/time.ts'
import type { LoadedConfig } from '../config/load.ts'
import { type OperatorTime, systemOperatorClock, systemOperatorTime } from '../market/clock.ts'
import { commandText } from '../trading/commands.ts'
import type { CockpitService, PresenceNote } from './cockpit-service.ts'
import { Intrusions } from './intrusions.ts'
import { LiveSession, type SessionEnd } from './live-session.ts'
import type { Motion } from './market/market-pace.ts'
import type { MarketSource } from './market/market-source.ts'
import { type Answer, AnsweredCommands, DONE, isClockRequest, obey, refuse } from './obey-command.ts'
import type { LoadedProfile } from './profile-file.ts'
import { type ArmingKit, NEVER_ARMED } from './session-arming.ts'
import { type StartedLog, startLog } from './session-log.ts'
import type { SessionObserver } from './session-observer.ts'

/** What a cockpit is put together from. */
export interface CockpitOptions {
  readonly source: MarketSource
  readonly profile: LoadedProfile
  readonly loaded: LoadedConfig
  /** Path of the audit database; its folder exists. */
  readonly database: string
  /** Name and version of the program, for the audit. */
  readonly app: string
  readonly observer: SessionObserver
  /** Nobody is there: as fast as it is drained, approved automatically, in the simulated book. */
  readonly headless: boolean
  /** What arming takes; without it nothing is ever armed. */
  readonly kit?: ArmingKit
  /** Operator time; by default the machine's. */
  readonly time?: OperatorTime
  /** A new run, also where an earlier one could be gone on with. */
  readonly fresh: boolean
  /** Whether market time runs at 1× while a card waits, until a command says otherwise. Never when headless. */
  readonly slowWhileWaiting: boolean
  /** Market time to which the first session is fast-forwarded; null begins with the first decision. */
  readonly seek?: UtcMs | null
  /** Awaited after each slot: a slow reader of a headless run's output slows the run instead of filling memory. */
  readonly afterSlot?: (time: UtcMs) => Promise<void>
}

/** Why a cockpit cannot start: one line for the terminal. */
interface CockpitStartError {
  readonly message: string
}

/** How it ended: the market has no more bars, it was closed, or it could not go on (`message` says why). */
export type CockpitEnd =
  | { readonly kind: 'finished' | 'closed' }
  | { readonly kind: 'failed'; readonly message: string; readonly error: unknown }

/** The part of a `CockpitService` that is not streams and queries, and its life. */
export interface Cockpit extends Pick<CockpitService, 'command' | 'reportIntrusion' | 'presence'> {
  /** Takes the database and begins, or goes on with, a run; returns before the first bar. */
  start(): Result<null, CockpitStartError>
  /** The run under way; null when there is none. */
  currentRun(): SessionId | null
  /** The broker's margin for a card that waits. */
  margin(ref: string): Promise<Result<Margin, ContractError>>
  /** Commits what the audit still holds in memory, so that it can be read. */
  commit(): void
  /** A line for the audit. */
  note(text: string): void
  /** Resolves once: when the market has no more bars for the first time, when it was closed, or when it failed. */
  readonly finished: Promise<CockpitEnd>
  /** Ends the session, records why, and gives the database back. @param reason for the audit */
  close(reason?: string): Promise<void>
}

export function createCockpit(options: CockpitOptions): Cockpit {
  return new SessionCockpit(options)
}

/** A session that runs, with its log. */
interface Running {
  readonly session: LiveSession
  readonly started: StartedLog
  /** The run is over for good. */
  runEnded: boolean
}

class SessionCockpit implements Cockpit {
  readonly finished: Promise<CockpitEnd>
  private readonly options: CockpitOptions
  /** How a simulated market moves at the start. */
  private readonly motion: Motion
  private readonly intrusions = new Intrusions(systemOperatorClock)
  private readonly answers = new AnsweredCommands()
  private readonly loops = new Set<Promise<void>>()
  private running: Running | null = null
  private closing = false
  private end: (end: CockpitEnd) => void = () => {}

  constructor(options: CockpitOptions) {
    const { headless, loaded, slowWhileWaiting } = options
    this.options = options
    const speed = headless ? 'drained' : loaded.config.speed
    this.motion = { speed, paused: false, slowWhileWaiting: slowWhileWaiting && !headless }
    this.finished = new Promise((resolve) => {
      this.end = resolve
    })
  }

  start(): Result<null, CockpitStartError> {
    const { fresh, seek = null } = this.options
    const begun = this.begin(this.motion, fresh, seek)
    return begun.ok ? begun : { ok: false, error: { message: begun.error } }
  }

  command(id: string, command: Command, by: string): Answer {
    const { running } = this
    if (running === null) return refuse('not-running', 'No session is running: nothing was done.')
    const asked = { id, text: commandText(withoutSecrets(command)) }
    const known = this.answers.find(asked)
    if (known !== null) return known
    const { log } = running.started
    log.append({ type: 'command', payload: { ...asked, by }, exTs: running.session.marketTime })
    const answer =
      this.answers.refuseReuse(asked) ??
      (isClockRequest(command) ? this.moveClock(running.session, command) : obey(running.session, id, command))
    // A seek may have begun another session.
    const now = this.running?.started.log ?? log
    const exTs = this.running?.session.marketTime ?? null
    if (!answer.ok) now.append({ type: 'command-refused', payload: { id, by, ...answer.error }, exTs })
    now.flush()
    this.answers.remember(asked, answer)
    return answer
  }

  reportIntrusion(by: string, code: string, detail: string): void {
    if (this.running !== null) this.intrusions.report(this.running.started.log, by, code, detail)
  }

  presence(note: PresenceNote): void {
    this.running?.session.presence(note)
  }

  async margin(ref: string): Promise<Result<Margin, ContractError>> {
    const { running } = this
    if (running !== null) return running.session.margin(ref)
    return { ok: false, error: { code: 'not-running', message: 'No session is running: nothing was asked.' } }
  }

  currentRun(): SessionId | null {
    return this.running === null || this.running.runEnded ? null : this.running.started.run
  }

  commit(): void {
    this.running?.started.log.flush()
  }

  note(text: string): void {
    this.running?.started.log.append({ type: 'note', payload: { text: text.toWellFormed() } })
  }

  async close(reason?: string): Promise<void> {
    this.closing = true
    await this.running?.session.windDown()
    // Somebody else may have closed it meanwhile, or it has failed.
    const { running } = this
    this.running = null
    if (running !== null) this.stop(running, reason ?? (running.runEnded ? 'finished' : 'closed'))
    await Promise.all(this.loops)
    this.options.source.close()
    this.end({ kind: 'closed' })
  }

  private begin(motion: Motion, fresh: boolean, seek: UtcMs | null): Result<null, string> {
    const { options } = this
    const started = startLog(options, fresh)
    if (!started.ok) return started
    const session = new LiveSession({
      ...options,
      ...started.value,
      config: options.loaded.config,
      kit: options.kit ?? NEVER_ARMED,
      time: options.time ?? systemOperatorTime,
      motion,
      seek,
      afterSlot: options.afterSlot ?? (() => Promise.resolve()),
    })
    const running = { session, started: started.value, runEnded: false }
    this.running = running
    const loop: Promise<void> = session.run().then((ended) => {
      this.loops.delete(loop)
      this.sessionEnded(running, ended)
    })
    this.loops.add(loop)
    return { ok: true, value: null }
  }

  private sessionEnded(running: Running, ended: SessionEnd): void {
    const { started } = running
    started.endReading()
    if (ended.kind !== 'failed') {
      if (ended.kind === 'finished') {
        this.endRun(running, 'finished')
        this.end({ kind: 'finished' })
      }
      return
    }
    const message = ended.error instanceof Error ? ended.error.message : String(ended.error)
    started.log.append({ type: 'error', payload: { code: 'session-failed', message: message.toWellFormed() } })
    if (this.running === running) {
      this.running = null
      this.stop(running, 'failed')
    }
    this.end({ kind: 'failed', message, error: ended.error })
  }

  /** Ends a session and gives the database back. */
  private stop({ session, started }: Running, reason: string): void {
    session.close()
    this.intrusions.close(started.log)
    started.log.append({ type: 'session-ended', payload: { reason } })
    started.log.close()
    this.options.observer.end()
  }

  private endRun(running: Running, reason: string): void {
    if (running.runEnded) return
    running.runEnded = true
    running.started.log.append({ type: 'run-ended', payload: { run: running.started.run, reason } })
  }

  private moveClock(session: LiveSession, request: ClockRequest): Answer {
    const { pace } = session
    if (pace === null) return refuse('no-clock', 'This market has a clock of its own, which nobody can move.')
    if (pace.state() === null)
      return refuse('no-clock', 'This run has nobody to move its clock: it is as fast as it can be.')
    const obeyed = (result: Result<null, string>): Answer => (result.ok ? DONE : refuse('bad-clock', result.error))
    switch (request.kind) {
      case 'clock-pause':
        session.pause()
        return DONE
      case 'clock-resume':
        session.resume()
        return DONE
      case 'clock-step':
        return obeyed(pace.step(session.marketTime))
      case 'clock-speed':
        return obeyed(pace.setSpeed(request.speed))
      case 'clock-slow-while-waiting':
        pace.setSlowWhileWaiting(request.on)
        return DONE
      case 'clock-seek': {
        const possible = pace.checkSeek(request.time)
        if (!possible.ok) return obeyed(possible)
        if (request.time < session.marketTime) return this.beginAgain('seek', utcMs(request.time))
        pace.goTo(utcMs(request.time))
        return DONE
      }
      case 'clock-restart':
        return this.beginAgain('restart', null)
    }
  }

  /** Market time never goes back within a session: an earlier moment is seen in a new one, of a new run. */
  private beginAgain(reason: 'seek' | 'restart', seek: UtcMs | null): Answer {
    const { running } = this
    if (running === null || this.closing)
      return refuse('not-running', 'No session is running, or it is about to end: nothing was done.')
    const motion = running.session.pace?.motion ?? this.motion
    running.session.disarm('restart')
    this.running = null
    this.endRun(running, reason)
    this.stop(running, reason)
    const begun = this.begin(motion, true, seek)
    if (begun.ok) return DONE
    this.end({ kind: 'failed', message: begun.error, error: new Error(begun.error) })
    return refuse('not-running', `The session has ended, and no new one could begin: ${begun.error}`)
  }
}
