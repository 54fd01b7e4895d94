import { EXPECTATIONS } from './behaviours.ts'
import type { ProbeBench } from './bench.ts'
import { type Baseline, baselineOf, cleanUp, foreignOrder } from './clean-up.ts'
import { filledProbes } from './filled-probes.ts'
import type { Probe } from './probe.ts'
import { shapeOf, withoutAccounts } from './redact.ts'
import { PROBE_REF, ProbeStopped, Stage } from './stage.ts'
import type { ProbeResult, Transcript, TranscriptHeader } from './transcript-schema.ts'
import { UNFILLED_PROBES } from './unfilled-probes.ts'

export interface RunOptions {
  readonly bench: ProbeBench
  readonly appVersion: string
  /** The wall clock, UTC ms. */
  readonly wallNow: () => number
  /** Makes references that no earlier run had. */
  readonly run: string
  /** Shares of the orders that may fill in parts; default 2. */
  readonly partShares?: number
  readonly onProgress?: (done: number, total: number, about: string) => void
  readonly onResult?: (result: ProbeResult) => void
  /** Ends the run after the probe under way, which is cleaned up after. */
  readonly signal?: AbortSignal
}

const MOST_PART_SHARES = 2
const UNKNOWN = 'TWS did not say what is held and what works'

/** The scripted probes in their order. */
const probesFor = (partShares: number): readonly Probe[] => [...UNFILLED_PROBES, ...filledProbes(partShares)]

export const PROBE_NAMES: readonly string[] = probesFor(MOST_PART_SHARES).map(({ name }) => name)

/** Runs the probes one after the other; after each the account is as it was. */
export async function runProbes(options: RunOptions): Promise<Transcript> {
  const { bench, signal } = options
  const probes = probesFor(options.partShares ?? MOST_PART_SHARES)
  const facts = bench.facts()
  const header: TranscriptHeader = {
    kind: 'probe',
    format: 1,
    appVersion: options.appVersion,
    at: new Date(options.wallNow()).toISOString(),
    serverVersion: facts.serverVersion,
    connectionTime: shapeOf(facts.connectionTime),
    simulated: facts.simulated,
    symbol: bench.symbol,
  }
  const results: ProbeResult[] = []
  const before = await baselineOf(bench)
  let left: readonly string[] = before === null ? [UNKNOWN] : await cleanUp(bench, before, `${PROBE_REF}${options.run}`)
  for (const [index, probe] of probes.entries()) {
    if (signal?.aborted) break
    options.onProgress?.(index, probes.length, probe.about)
    const prefix = `${PROBE_REF}${options.run}${index}`
    const refused = left.length > 0 || before === null ? (left[0] ?? UNKNOWN) : await refuse(bench, probe, before)
    const result = refused === null ? await runProbe(options, probe, prefix) : skipped(probe, refused)
    results.push(result)
    options.onResult?.(result)
    if (refused === null && before !== null) left = await cleanUp(bench, before, prefix)
  }
  options.onProgress?.(probes.length, probes.length, 'done')
  return { header, results, end: { left: [...left], differences: null } }
}

/** Why a probe cannot run now; null when it can. */
async function refuse(bench: ProbeBench, probe: Probe, before: Baseline): Promise<string | null> {
  if (!probe.fills) return null
  const closed = bench.closed()
  if (closed !== null) return closed
  if (before.shares !== 0) return `the account holds ${bench.symbol}: name another symbol`
  const foreign = await foreignOrder(bench)
  if (foreign === null) return UNKNOWN
  return foreign ? `somebody has an order in ${bench.symbol}: name another symbol` : null
}

const skipped = ({ name }: Probe, reason: string): ProbeResult => ({
  ...{ kind: 'result', name, outcome: 'skipped', reason, findings: {}, sent: [], came: [] },
})

async function runProbe({ bench, signal }: RunOptions, probe: Probe, prefix: string): Promise<ProbeResult> {
  bench.begin(probe.name)
  const stage = new Stage(bench, prefix, probe.limitMs, signal ?? null)
  const done = (outcome: 'done' | 'failed', reason: string | null, findings: ProbeResult['findings']): ProbeResult => ({
    ...{ kind: 'result', name: probe.name, outcome, findings, sent: stage.sent, came: stage.came.slice(0, 2_000) },
    reason: reason === null ? null : withoutAccounts(reason, [bench.account]),
  })
  try {
    const findings = await probe.run(stage)
    const otherwise = Object.entries(EXPECTATIONS).find(([name]) => Reflect.get(findings, name) === 'otherwise')
    return otherwise === undefined ? done('done', null, findings) : done('failed', `not so: ${otherwise[1]}`, findings)
  } catch (error) {
    // What it has open is ended whatever went wrong.
    const fault = error instanceof ProbeStopped ? '' : 'a fault in the probe: '
    return done('failed', `${fault}${error instanceof Error ? error.message : error}`, {})
  } finally {
    stage.close()
    for (const id of stage.heldIds()) bench.raw().cancelId(id)
  }
}
