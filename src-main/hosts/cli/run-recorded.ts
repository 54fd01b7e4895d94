import { type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import type { LoadedConfig } from '../../config/load.ts'
import { exchangeDate, utcFromLabel } from '../../market/exchange-time.ts'
import { MarketDataError } from '../../market/market-data.ts'
import { RecordingError } from '../../session/audit-recorder.ts'
import { type Cockpit, type CockpitEnd, createCockpit } from '../../session/cockpit.ts'
import type { MarketSource } from '../../session/market/market-source.ts'
import type { LoadedProfile } from '../../session/profile-file.ts'
import { keepHeapSmall } from '../keep-heap-small.ts'
import { APP } from './app.ts'
import { CLOCK_KEYS_HELP, steerByKeys } from './clock-keys.ts'
import { clockByCommands } from './command-clock.ts'
import { makeFolderFor } from './data-files.ts'
import { CommandFailure, EXIT, type ExitCode } from './exit-codes.ts'
import { jsonOutput, textOutput } from './output/decision-output.ts'
import type { Terminal } from './output/terminal.ts'
import { RunView } from './run-view.ts'

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

/**
 * Runs the request to its end, or until the user ends it, with everything recorded: always a new run. Nobody approves
 * on a terminal, so entries go out, in the simulated book, only when it is headless.
 * @returns the exit code
 */
export async function runRecorded(request: RunRequest, terminal: Terminal): Promise<ExitCode> {
  const { source, profile, loaded, database, headless, json } = request
  const seek = request.seek === null ? null : momentOf(request.seek, source, headless)
  const output = json ? jsonOutput(terminal, profile.data) : textOutput(terminal, profile.data)
  const view = new RunView({ output, terminal, showFrom: seek ?? utcMs(0), progress: !json })
  keepHeapSmall()
  makeFolderFor(database)
  const cockpit = createCockpit({
    ...{ source, profile, loaded, database, headless, seek },
    app: `${APP.name} ${APP.version}`,
    observer: view,
    fresh: true,
    slowWhileWaiting: false,
    afterSlot: (time) => view.afterSlot(time),
  })
  const began = performance.now()
  const started = cockpit.start()
  if (!started.ok) {
    source.close()
    throw new CommandFailure(started.error.message)
  }
  terminal.note(`${source.name}; decided by ${profile.id}; recorded in ${database}`)
  if (!headless) terminal.note('entries wait for approval, which a terminal cannot give; --headless approves by itself')
  const letGo = listenToUser(cockpit, view, request, terminal)
  let end: CockpitEnd
  try {
    end = await cockpit.finished
    await cockpit.close()
  } finally {
    letGo()
    terminal.close()
  }
  if (end.kind === 'failed') throw failureOf(end)
  output.summary(view.summary(), view.bars, (performance.now() - began) / 1000)
  await terminal.drained()
  return end.kind === 'closed' ? EXIT.interrupted : EXIT.ok
}

function failureOf({ error, message }: Extract<CockpitEnd, { kind: 'failed' }>): unknown {
  const expected = error instanceof RecordingError || error instanceof MarketDataError
  return expected ? new CommandFailure(`${message} The run ended here.`, EXIT.failed) : error
}

/** Ctrl-C, and on a terminal the keys, end or steer the run. @returns what stops listening */
function listenToUser(cockpit: Cockpit, view: RunView, { headless }: RunRequest, terminal: Terminal): () => void {
  const quit = (): void => void cockpit.close('interrupted')
  process.once('SIGINT', quit)
  process.once('SIGTERM', quit)
  const steers = !headless && process.stdin.isTTY
  if (steers) terminal.note(CLOCK_KEYS_HELP)
  const say = (text: string): void => terminal.note(text)
  const releaseKeys = steers ? steerByKeys(process.stdin, clockByCommands(cockpit, view, say), say, quit) : () => {}
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
function momentOf(text: string, { decideFrom, sessions }: MarketSource, headless: boolean): UtcMs {
  if (headless)
    throw new CommandFailure('--seek: a headless run is as fast as it can be already; leave --headless away')
  const label = text.length === 5 ? `${exchangeDate(decideFrom)}T${text}` : text
  const moment = utcFromLabel(label)
  if (moment === null)
    throw new CommandFailure(`--seek: expected HH:MM or YYYY-MM-DDTHH:MM, got ${JSON.stringify(text)}`)
  const end = sessions.at(-1)?.close ?? decideFrom
  if (moment < decideFrom || moment >= end) {
    throw new CommandFailure(`--seek: ${label} lies outside the sessions that are decided`)
  }
  return moment
}
