import { createRandom } from '../../src-main/simulator/random.ts'
import { attachScript } from '../../src-main/simulator/tws-server/faults/attach-script.ts'
import { readFaultScript } from '../../src-main/simulator/tws-server/faults/read-script.ts'
import type { Bar } from '../../src-shared/domain/bar.ts'
import { MINUTE_MS, SECOND_MS, type UtcMs } from '../../src-shared/domain/time.ts'
import { type FaultFloor, openFaultFloor, openSockets } from './fault-floor.ts'
import { missingFrom } from './fault-promises.ts'
import { randomScript } from './random-script.ts'

/** Into the day at which a sequence begins, and how long its faults last. */
const BEGIN_MS = 12 * MINUTE_MS
const FAULT_SECONDS = 600
/** The longest that it may take to be whole again: the longest pause between attempts, and bars at their closes. */
const RECOVERY_MS = 20 * MINUTE_MS
/** Two more closes, undisturbed. */
const AFTERWARDS_MS = 10 * MINUTE_MS + 20 * SECOND_MS
const SENTENCE = /^[A-Z0-9].{15,}\.$/s
const STATES = ['disconnected', 'connecting', 'handshaking', 'synchronising', 'ready', 'degraded', 'reconnecting']

/** What went wrong in a sequence, and what it was made of; `wrong` is empty when every promise was kept. */
export interface FaultSequence {
  readonly wrong: readonly string[]
  /** The script, as its file would have it. */
  readonly script: string
  /** Bars that were told once more, since they turned out otherwise. */
  readonly corrections: number
}

/**
 * Plays one random script against the whole adapter (connection, market, orders) on the simulated gateway, over
 * loopback sockets, with one clock that moves only when everything that follows has happened.
 * @param given a script instead of a random one
 */
export async function playFaultSequence(seed: number, given?: string): Promise<FaultSequence> {
  const random = createRandom(seed)
  const wrong: string[] = []
  const complain = (what: string): void => void (wrong.length < 20 && wrong.push(what))
  const onRejection = (error: unknown): void => complain(`unhandled: ${String(error)}`)
  process.on('unhandledRejection', onRejection)
  const floor = await openFaultFloor({
    startMs: BEGIN_MS + random.integer(0, 300) * SECOND_MS,
    random: random.stream('link').uniform,
    onBug: complain,
  })
  const text = given ?? JSON.stringify(randomScript(random.stream('script'), FAULT_SECONDS))
  floor.link.onConnection(({ state, reason }) => {
    if (!STATES.includes(state) || !SENTENCE.test(reason)) complain(`${state} has no sentence: ${reason}`)
  })

  floor.link.connect()
  await playScript(floor, text)
  let lacks = missingFrom(floor)
  for (const end = floor.marketNow() + RECOVERY_MS; lacks !== null && floor.marketNow() < end; ) {
    await floor.pass(30 * SECOND_MS)
    lacks = missingFrom(floor)
  }
  if (lacks !== null) complain(`in the end ${lacks}`)
  await floor.pass(AFTERWARDS_MS)
  const late = missingFrom(floor)
  if (lacks === null && late !== null) complain(`later ${late}`)

  await checkPositions(floor, complain)
  const corrections = checkBars(floor, text.includes('"garbage"'), complain)
  for (const what of floor.ledger.doubled) complain(what)
  for (const { message } of floor.gateway.stats().violations) complain(`a limit was broken: ${message}`)
  for (const { text: said } of floor.link.state().messages)
    if (said.startsWith('A fault in the cockpit')) complain(said)

  await floor.close()
  // The one that looks at the state here.
  if (floor.link.listenerCount() !== 1) complain(`${floor.link.listenerCount() - 1} listeners are left`)
  if (floor.timersLeft() !== 0) complain(`${floor.timersLeft()} timers are left`)
  if (openSockets() > 0) complain(`${openSockets()} sockets are left`)
  process.off('unhandledRejection', onRejection)
  return { wrong, script: text, corrections }
}

/** The faults happen; then they stop, and what a script cannot undo is undone. */
async function playScript({ gateway, link, time, start, settle, pass }: FaultFloor, text: string): Promise<void> {
  const script = readFaultScript(text)
  if (!script.ok) throw new Error(script.error.message)
  const notes: string[] = []
  const player = attachScript(gateway, script.value, { operator: time, start, onNote: (note) => notes.push(note) })
  if (!player.ok) throw new Error(player.error.message)
  await settle()
  await pass(FAULT_SECONDS * SECOND_MS)
  player.value()
  await settle()
  // Whoever was away when TWS moved is told where by hand; here TWS moves back.
  const movedTo = notes.map((note) => /^listening on port (\d+)/.exec(note)?.[1]).findLast((port) => port !== undefined)
  const { port } = link.state()
  if (movedTo !== undefined && Number(movedTo) !== port) {
    // Of two moves at the same time both ports may be open.
    await gateway.moveTo(port).catch(() => {})
  }
  gateway.skewClock(0)
  gateway.script.link.set(true)
  gateway.notice(2104, 'Market data farm connection is OK:usfarm')
  gateway.notice(2106, 'HMDS data farm connection is OK:ushmds')
  gateway.notice(1102, 'Connectivity between IBKR and Trader Workstation has been restored - data maintained.')
  await settle()
}

/**
 * In order, and none twice but as a correction. A bar that came garbled is asked for again, and comes late.
 * @returns the corrections
 */
function checkBars({ finals }: FaultFloor, garbled: boolean, complain: (what: string) => void): number {
  let corrections = 0
  for (const [symbol, bars] of finals) {
    const versions = new Map<UtcMs, Bar>()
    let last = 0
    for (const bar of bars) {
      const before = versions.get(bar.start)
      if (before === undefined && bar.start < last) {
        if (garbled) corrections += 1
        else complain(`${symbol} at ${bar.start} after ${last}`)
      }
      if (before !== undefined && JSON.stringify(before) === JSON.stringify(bar)) {
        complain(`${symbol} twice at ${bar.start}`)
      }
      if (before !== undefined) corrections += 1
      last = Math.max(last, bar.start)
      versions.set(bar.start, bar)
    }
  }
  return corrections
}

async function checkPositions(floor: FaultFloor, complain: (what: string) => void): Promise<void> {
  const { broker, gateway, account } = floor
  const [found] = await Promise.all([broker.positions(), floor.settle()])
  const listed = (all: readonly { readonly symbol: string; readonly shares: number }[]): string =>
    all
      .filter(({ shares }) => shares !== 0)
      .map(({ symbol, shares }) => `${symbol} ${shares}`)
      .sort()
      .join()
  const held = found.ok ? listed(found.value) : found.error.message
  const truly = listed(gateway.exchange.positions(account))
  if (held !== truly) complain(`positions ${held}, not ${truly}`)
}
