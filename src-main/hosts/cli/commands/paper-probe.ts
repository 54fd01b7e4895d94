import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { type AccountId, accountId, type Ticker, ticker } from '../../../../src-shared/domain/ids.ts'
import type { Config } from '../../../config/keys.ts'
import { AttemptsFile } from '../../../config/order-token/attempts-file.ts'
import { NO_KEYCHAIN } from '../../../config/order-token/keychain.ts'
import { OrderTokenStore } from '../../../config/order-token/order-token-store.ts'
import { systemOperatorClock } from '../../../market/clock.ts'
import { judge } from '../../../research/probe/judge.ts'
import { saveTranscript, transcriptName } from '../../../research/probe/passing-probe.ts'
import { type RunOptions, runProbes } from '../../../research/probe/run-probes.ts'
import type { ProbeResult, Transcript } from '../../../research/probe/transcript-schema.ts'
import { systemSchedule } from '../../../simulator/virtual-clock.ts'
import { Lockout } from '../../../trading/arming/lockout.ts'
import { openProbeBench, type ProbeGate, type ProbePace } from '../../probe/open-probe-bench.ts'
import { armProbe, refuseProbeAccounts, simulatedProbeGate } from '../../probe/probe-gate.ts'
import { probeSimulator, reproduce, SIMULATED_ACCOUNT } from '../../probe/simulated-probe.ts'
import { APP } from '../app.ts'
import { configurationFor } from '../configuration.ts'
import { attemptsFile, probesFolder } from '../data-files.ts'
import { CommandFailure, EXIT, type SetExitCode } from '../exit-codes.ts'
import { symbol, wholeNumber } from '../option-values.ts'
import { CONFIRM_TOKEN, type ConfirmTokenFlag, confirmedToken } from '../orders/confirm-token.ts'
import { refused } from '../orders/refused.ts'
import type { Terminal } from '../output/terminal.ts'

interface ProbeFlags extends Readonly<Record<string, unknown>> {
  readonly gateway?: string
  readonly clientId?: number
  readonly account?: AccountId
  readonly symbol: Ticker
  readonly partShares: number
  readonly out?: string
  readonly confirmToken?: ConfirmTokenFlag
}

const MOST_CLIENT_ID = 2_147_483_647
const MOST_PART_SHARES = 1_000
const ADDRESS = /^(?<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):(?<port>\d{1,5})$/
/** How often a wait looks whether it is over, ms. */
const LOOK_MS = 50

/** Finds out what the TWS of a paper account really does, and writes it down. */
export function paperProbeCommand(terminal: Terminal, setExitCode: SetExitCode): Command {
  return new Command('paper-probe')
    .description('find out on a paper account what TWS really does with orders, and save a transcript of it')
    .option('--gateway <host:port>', 'TWS or IB Gateway; by default IBKR_HOST and IBKR_PORT when TRADING_BROKER=ibkr')
    .option('--client-id <number>', 'our client id there', wholeNumber('--client-id', 1, MOST_CLIENT_ID))
    .option('--account <id>', 'the paper account; by default the first', accountId)
    .option('--symbol <symbol>', 'what is bought and sold, a share or two', symbol('--symbol'), ticker('SPY'))
    .option(
      '--part-shares <number>',
      'shares of the orders that may fill in parts; more than the offer shows makes it likely',
      wholeNumber('--part-shares', 2, MOST_PART_SHARES),
      2,
    )
    .option('--out <file>', 'where the transcript is saved; by default among those that arming looks for')
    .option(...CONFIRM_TOKEN)
    .action(async (flags: ProbeFlags) => {
      const { config } = configurationFor(flags, terminal)
      const ending = new AbortController()
      // A second Ctrl-C must not leave orders behind either.
      const quit = (): void => {
        terminal.note('ending: what the probe has open is cancelled and closed first')
        ending.abort()
      }
      process.on('SIGINT', quit)
      process.on('SIGTERM', quit)
      try {
        const transcript = await probe(flags, config, terminal, ending.signal)
        terminal.close()
        for (const sentence of transcript.end.left) terminal.note(sentence)
        if (ending.signal.aborted) throw new CommandFailure('Ended by you; nothing was saved.', EXIT.interrupted)
        const file = resolve(flags.out ?? join(probesFolder(), transcriptName(transcript)))
        saveTranscript(file, transcript)
        setExitCode(tellVerdict(transcript, file, terminal) ? EXIT.ok : EXIT.failed)
        await terminal.drained()
      } finally {
        process.off('SIGINT', quit)
        process.off('SIGTERM', quit)
      }
    })
}

type Watched = Pick<RunOptions, 'appVersion' | 'onProgress' | 'onResult' | 'signal'>

async function probe(flags: ProbeFlags, config: Config, terminal: Terminal, signal: AbortSignal): Promise<Transcript> {
  const watched: Watched = {
    appVersion: APP.version,
    onProgress: (done, total, about) => terminal.progress(done, total, about),
    onResult: (result) => terminal.line(lineOf(result)),
    signal,
  }
  if (flags.gateway === undefined && config.broker !== 'ibkr') {
    terminal.note('the simulated gateway is probed: this shows what the probe does, and proves nothing of TWS')
    const gate = simulatedProbeGate(SIMULATED_ACCOUNT)
    const transcript = await probeSimulator({ ...watched, symbol: flags.symbol, gate })
    return signal.aborted ? transcript : await besideSimulator(transcript, flags.symbol)
  }
  const address = addressOf(flags, config)
  const armed = armProbe(config, trialFor(config), await confirmedToken(flags.confirmToken, terminal))
  if ('code' in armed) throw refused(armed)
  const transcript = await probeGateway(address, { flags, config, gate: armed, watched }, terminal)
  return signal.aborted ? transcript : await besideSimulator(transcript, flags.symbol)
}

async function besideSimulator(transcript: Transcript, symbol: Ticker): Promise<Transcript> {
  const gate = simulatedProbeGate(SIMULATED_ACCOUNT)
  const differences = await reproduce(transcript, { appVersion: APP.version, symbol, gate })
  return { ...transcript, end: { ...transcript.end, differences: differences.slice(0, 500) } }
}

/** The token is compared, and wrong ones are counted, as they are for arming. */
function trialFor({ orderToken }: Config): Parameters<typeof armProbe>[1] {
  const file = new AttemptsFile(attemptsFile())
  return {
    token: new OrderTokenStore(orderToken, NO_KEYCHAIN),
    lockout: new Lockout(file, systemOperatorClock),
    observe: () => {},
  }
}

async function probeGateway(
  { host, port }: ReturnType<typeof addressOf>,
  { flags, config, gate, watched }: { flags: ProbeFlags; config: Config; gate: ProbeGate; watched: Watched },
  terminal: Terminal,
): Promise<Transcript> {
  const client = flags.clientId ?? config.ibkrClientId
  terminal.note(`connecting to TWS or IB Gateway at ${host}:${port} as client ${client}…`)
  const now = (): ReturnType<typeof systemOperatorClock.now> => systemOperatorClock.now()
  const opened = await openProbeBench({
    ...{ host, port, client, gate, account: flags.account ?? null, symbol: flags.symbol, pace: REAL_PACE },
    marketTime: { now, at: (time, run) => systemSchedule(Math.max(0, time - now()), run) },
    wallNow: now,
    refuseAccounts: refuseProbeAccounts,
  })
  if (!opened.ok) {
    const { kind, message } = opened.error
    throw kind === 'refused' ? refused({ code: 'gate-closed', message }) : new CommandFailure(message, EXIT.failed)
  }
  const bench = opened.value
  try {
    terminal.note(`account ${bench.account}, ${flags.symbol}; what the probes open they close again`)
    const run = Math.floor(now() / 1_000).toString(36)
    return await runProbes({ ...watched, bench, wallNow: now, run, partShares: flags.partShares })
  } finally {
    bench.close()
  }
}

const REAL_PACE: ProbePace = {
  async wait(until, limitMs) {
    const end = systemOperatorClock.monotonic() + limitMs
    while (!until()) {
      const left = end - systemOperatorClock.monotonic()
      if (left <= 0) return false
      await new Promise<void>((done) => systemSchedule(Math.min(LOOK_MS, left), done))
    }
    return true
  },
}

function addressOf({ gateway }: ProbeFlags, { ibkrHost, ibkrPort }: Config): { host: string; port: number } {
  if (gateway === undefined) return { host: ibkrHost, port: ibkrPort }
  const { host = '', port = '' } = ADDRESS.exec(gateway)?.groups ?? {}
  const number = Number(port)
  if (host === '' || !(number >= 1 && number <= 65_535)) {
    throw new CommandFailure(`--gateway takes an address as 127.0.0.1:7497, not ${JSON.stringify(gateway)}.`)
  }
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port: number }
}

const MARKS = { done: '✓', skipped: '–', failed: '✗' } as const

function lineOf({ name, outcome, reason, findings }: ProbeResult): string {
  const found = Object.entries(findings).map(([what, value]) => `${what} ${value}`)
  const words = reason ?? (found.length === 0 ? 'nothing to see this time' : found.join(', '))
  return `${MARKS[outcome]} ${name}: ${words}`
}

/** @returns whether it passes */
function tellVerdict(transcript: Transcript, file: string, terminal: Terminal): boolean {
  const judged = judge(transcript)
  const { simulated, serverVersion } = transcript.header
  terminal.line(`transcript of server version ${serverVersion}: ${file}`)
  if (!judged.ok) {
    terminal.line('It does not pass:')
    for (const reason of judged.error) terminal.line(`  ${reason}`)
  } else if (simulated) terminal.line('It passes, and counts for nothing: the gateway is a simulated one.')
  else terminal.line('It passes: the simulator does the same.')
  return judged.ok
}
