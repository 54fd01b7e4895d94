import { afterAll, expect, test } from 'vitest'
import { type SteppedEvent, timeOfStepped } from '../../src-main/simulator/exchange/steps.ts'
import type { Bar } from '../../src-shared/domain/bar.ts'
import type { Ticker } from '../../src-shared/domain/ids.ts'
import { MINUTE_MS, SECOND_MS, utcMs } from '../../src-shared/domain/time.ts'
import { auditFolder, faultsOf, payloadsOf, replayOf } from '../support/session/audit-folder.ts'
import { demoCockpit, demoSource } from '../support/session/demo-cockpit.ts'
import { type HeldFloor, openHeldFloor } from '../support/session/held-floor.ts'
import { heldSource } from '../support/session/held-source.ts'
import { WatchingObserver } from '../support/session/watching-observer.ts'

const folder = auditFolder()
afterAll(() => folder.remove())

const source = demoSource(1)
const { open } = source.sessions.at(-1)!
const START = utcMs(open + 7 * MINUTE_MS)
const END = utcMs(open + 27 * MINUTE_MS)

class BarWatcher extends WatchingObserver {
  readonly fed: string[] = []
  override bar(symbol: Ticker, bar: Bar): void {
    super.bar(symbol, bar)
    this.fed.push(`${symbol} ${JSON.stringify(bar)}`)
  }
}

/** A session over twenty minutes, in which something happens to the connection at a moment of them. */
async function sessionWith(name: string, happens: (floor: HeldFloor, sinceOpen: number) => void) {
  const events: SteppedEvent[] = []
  for await (const event of source.steps()) if (timeOfStepped(event) <= END) events.push(event)
  const symbols = source.instruments.map(({ symbol }) => symbol)
  const floor = await openHeldFloor({ symbols, sessions: source.sessions, events, start: START })
  const observer = new BarWatcher()
  const database = folder.file(name)
  floor.link.connect()
  const held = heldSource({
    live: floor.live,
    instruments: source.instruments,
    sessions: source.sessions,
    now: floor.now,
    pass: (ms) => floor.pass(ms, () => happens(floor, floor.now() - open)),
    isOver: () => floor.now() >= END,
  })
  const cockpit = demoCockpit({ source: held, database, observer, headless: true })
  expect(cockpit.start()).toEqual({ ok: true, value: null })
  expect(await cockpit.finished).toEqual({ kind: 'finished' })
  await cockpit.close()
  await floor.close()
  const truth = events.flatMap((event) =>
    event.kind === 'bar' ? [`${event.symbol} ${JSON.stringify(event.bar)}`] : [],
  )
  return { observer, database, truth: new Set(truth) }
}

const LOSSES = {
  'breaks off three seconds before a bar ends, for forty seconds': {
    at: 15 * MINUTE_MS - 3 * SECOND_MS,
    lose: ({ gateway }: HeldFloor) => gateway.restart(40 * SECOND_MS),
  },
  'goes silent in the middle of a bar': {
    at: 12 * MINUTE_MS,
    lose: ({ gateway }: HeldFloor) => gateway.dropClients('half-open'),
  },
}

test.each(Object.entries(LOSSES))(
  'when the connection %s, no cut-off bar is decided on, and none is missed',
  async (_what, { at, lose }) => {
    let lost = false
    const { observer, database, truth } = await sessionWith(`${at}`, (floor, sinceOpen) => {
      if (lost || sinceOpen < at) return
      lost = true
      lose(floor)
    })
    expect(lost).toBe(true)
    expect(observer.fed.filter((bar) => !truth.has(bar))).toEqual([])
    expect(payloadsOf(database, 'bar-correction')).toEqual([])
    // Two warm-up days, and the slots up to the last that is over: each bar once.
    expect(new Set(observer.fed).size).toBe(observer.fed.length)
    expect(observer.fed.length).toBe(source.instruments.length * (78 + 78 + 5))
    expect(payloadsOf(database, 'barrier').flatMap(({ missing }) => missing)).toEqual([])
    expect(await faultsOf(database)).toEqual([])
    expect(replayOf(database)).toMatchObject({ differences: [], broken: null })
  },
)
