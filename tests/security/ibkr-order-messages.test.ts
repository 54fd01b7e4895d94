import { afterEach, describe, expect, test } from 'vitest'
import { createRandom } from '../../src-main/simulator/random.ts'
import type { WireField } from '../../src-main/simulator/tws-server/service.ts'
import { commissionSchema, executionSchema, reportSchema } from '../../src-main/trading/journal/broker-schemas.ts'
import { price } from '../../src-shared/domain/price.ts'
import { ACCOUNT, type BrokerUnderTest, GatewayFloor, stepAt } from '../support/ibkr-broker/gateway-floor.ts'
import { request, stopOf, targetOf } from '../unit/broker/requests.ts'

const floors: GatewayFloor[] = []
async function openFloor(): Promise<GatewayFloor> {
  const floor = await GatewayFloor.open()
  floors.push(floor)
  return floor
}
afterEach(async () => {
  for (const floor of floors.splice(0)) await floor.close()
})

const entry = request()
const bracket = { kind: 'bracket', entry, children: [stopOf(entry), targetOf(entry)] } as const

const OPEN_ORDER = 5
const STATUS = 3
const EXECUTION = 11
const COMMISSION = 59
const POSITION = 61
const COMPLETED = 101

type Change = (fields: readonly WireField[]) => readonly WireField[]
const put =
  (index: number, value: WireField): Change =>
  (fields) =>
    fields.map((field, at) => (at === index ? value : field))

/** Changes every message of a kind from now on. @returns ends it */
const tamper = (floor: GatewayFloor, kind: number, change: Change): (() => void) =>
  floor.gateway.intercept({ outgoing: (_session, fields, pass) => pass(fields[0] === kind ? change(fields) : fields) })

/** Whatever is told has to have the form that trading stores, and no listener may have failed. */
function expectSound({ events, link }: BrokerUnderTest): void {
  for (const event of events) {
    if (event.kind === 'order') expect(reportSchema.safeParse(event.order).error).toBeUndefined()
    if (event.kind === 'execution') expect(executionSchema.safeParse(event.execution).error).toBeUndefined()
    if (event.kind === 'commission') expect(commissionSchema.safeParse(event.commission).error).toBeUndefined()
    if (event.kind === 'position') {
      const { shares, averageCost, averagePrice } = event.position
      expect([shares, averageCost, averagePrice].every(Number.isFinite)).toBe(true)
    }
    if (event.kind === 'account') {
      const numbers = Object.values(event.values).filter((value) => typeof value === 'number')
      expect(numbers.every(Number.isFinite)).toBe(true)
    }
  }
  const faults = link.state().messages.filter(({ text }) => /fault in the cockpit|listener/i.test(text))
  expect(faults).toEqual([])
}

describe('an open order that cannot be read', () => {
  test.each([
    ['quantity', 14, 'many'],
    ['quantity', 14, '-100'],
    ['quantity', 14, '1e300'],
    ['type', 15, ''],
    ['limit', 16, 'NaN'],
    ['side', 13, 'HOLD'],
    ['permanent id', 25, 'x'],
  ])('(%s in field %i is %j) fails the question: half a list is none', async (_name, index, value) => {
    const floor = await openFloor()
    const under = await floor.connect()
    under.submit({
      kind: 'bracket',
      entry: request({ pricing: { type: 'LMT', limit: price(99) } }),
      children: [],
    })
    await under.settled()
    const before = await under.broker.openOrders()
    expect(before).toMatchObject({ ok: true, value: [{ ref: 'entry-1', status: 'Submitted' }] })
    const restore = tamper(floor, OPEN_ORDER, put(index, value))
    expect(await under.broker.openOrders()).toMatchObject({ ok: false, error: { code: 'refused' } })
    restore()
    expect(await under.broker.openOrders()).toEqual(before)
    expectSound(under)
  })

  test('is left alone when it is no share in dollars on an account of ours', async () => {
    const floor = await openFloor()
    const under = await floor.connect()
    under.submit({ kind: 'bracket', entry: request({ pricing: { type: 'LMT', limit: price(99) } }), children: [] })
    await under.settled()
    for (const [index, value] of [
      [4, 'OPT'],
      [10, 'CAD'],
      [3, 'not a symbol'],
      [20, 'U7654321'],
    ] as const) {
      const restore = tamper(floor, OPEN_ORDER, put(index, value))
      const answer = await under.broker.openOrders()
      restore()
      expect(answer).toMatchObject({ ok: true })
      await under.settled()
    }
    expectSound(under)
  })
})

describe('a status that cannot be read', () => {
  test.each([
    ['shares filled', 3, 'lots'],
    ['shares filled', 3, '-5'],
    ['shares left', 4, '1e300'],
    ['permanent id', 6, '?'],
    ['client', 9, 'me'],
  ])('(%s in field %i is %j) is not used, and is reported', async (_name, index, value) => {
    const floor = await openFloor()
    const under = await floor.connect()
    tamper(floor, STATUS, put(index, value))
    under.submit(bracket)
    await under.settled()
    expect(under.events.filter(({ kind }) => kind === 'order')).toEqual([])
    expect(under.link.state().messages).toContainEqual(
      expect.objectContaining({ severity: 'error', text: expect.stringContaining('cannot be read') }),
    )
    expectSound(under)
  })

  test('of a name that nobody knows counts its shares and leaves the order as it stood', async () => {
    const floor = await openFloor()
    const under = await floor.connect()
    under.submit({ kind: 'bracket', entry: request({ pricing: { type: 'LMT', limit: price(99) } }), children: [] })
    await under.settled()
    tamper(floor, STATUS, put(2, 'Teleported'))
    floor.gateway.take(stepAt(2, 98.5, 60))
    await under.settled()
    expect(under.events.findLast(({ kind }) => kind === 'order')).toMatchObject({
      order: { status: 'Submitted', filled: expect.any(Number) },
    })
    expectSound(under)
  })

  test('of an order that nobody has heard of is kept to itself', async () => {
    const floor = await openFloor()
    const under = await floor.connect()
    for (const session of floor.gateway.sessions) {
      session.send([STATUS, 4_711, 'Submitted', 0, 100, 0, 99_999, 0, 0, 1, '', 0])
      session.send([STATUS, 1, 'Filled', 100, 0, 5, 88_888, 0, 5, 42, '', 0])
      session.error(4_711, 201, 'Order rejected')
    }
    await under.settled()
    expect(under.events.filter(({ kind }) => kind === 'order' || kind === 'refusal')).toEqual([])
    expect(await under.broker.openOrders()).toEqual({ ok: true, value: [] })
    expect(under.submit(bracket).ok).toBe(true)
    await under.settled()
    expect(under.events.findLast(({ kind }) => kind === 'order')).toMatchObject({ order: { client: 1 } })
    expectSound(under)
  })
})

describe('an execution that cannot be read', () => {
  test.each([
    ['id', 14, ''],
    ['time', 15, 'noon'],
    ['side', 18, 'SWAP'],
    ['shares', 19, 'NaN'],
    ['price', 20, '-1'],
    ['price', 20, 'free'],
  ])('(%s in field %i is %j) fails the question and is not told', async (_name, index, value) => {
    const floor = await openFloor()
    const under = await floor.connect()
    const restore = tamper(floor, EXECUTION, put(index, value))
    under.submit(bracket)
    await under.settled()
    expect(under.events.filter(({ kind }) => kind === 'execution')).toEqual([])
    expect(await under.broker.executions()).toMatchObject({ ok: false, error: { code: 'refused' } })
    restore()
    expect(await under.broker.executions()).toMatchObject({ ok: true, value: [{ execution: { shares: 100 } }] })
    expectSound(under)
  })
})

test('a position that cannot be read fails the question: it never looks flat', async () => {
  const floor = await openFloor()
  const under = await floor.connect()
  under.submit(bracket)
  await under.settled()
  const restore = tamper(floor, POSITION, (fields) =>
    fields.map((field, at) => (at === fields.length - 2 ? 'flat' : field)),
  )
  expect(await under.broker.positions()).toMatchObject({ ok: false, error: { code: 'refused' } })
  restore()
  expect(await under.broker.positions()).toMatchObject({ ok: true, value: [{ shares: 100 }] })
  expectSound(under)
})

test('damage during the synchronisation keeps the broker from being ready', async () => {
  const floor = await openFloor()
  const first = await floor.connect()
  first.submit(bracket)
  await first.settled()
  first.close()
  tamper(floor, OPEN_ORDER, put(14, 'many'))
  const under = floor.begin()
  await under.whenState('reconnecting')
  expect(under.events.filter(({ kind }) => kind === 'connection')).not.toContainEqual(
    expect.objectContaining({ connection: expect.objectContaining({ state: 'ready' }) }),
  )
  expect(under.submit(bracket)).toMatchObject({ error: { code: 'not-ready' } })
})

/** What can stand in a field that was damaged. */
const GARBAGE: readonly WireField[] = [
  '',
  'NaN',
  'Infinity',
  '-1',
  '-0',
  '0',
  '1e308',
  '1.7976931348623157E308',
  '2147483648',
  '9007199254740993',
  '0x10',
  '١٢',
  'x'.repeat(5_000),
  '\u001b[2J',
  '{"a":1}',
  '__proto__',
  'constructor',
]
const KINDS = [OPEN_ORDER, STATUS, EXECUTION, COMMISSION, POSITION, COMPLETED, 6, 63, 94]

test('random damage of order and account messages tells nothing unsound, and questions come to an end', async () => {
  const random = createRandom(20_240_102)
  for (let round = 0; round < 12; round++) {
    const floor = await openFloor()
    const under = await floor.connect()
    floor.gateway.intercept({
      outgoing(_session, fields, pass) {
        if (!KINDS.includes(Number(fields[0])) || random.chance(0.4)) return pass(fields)
        const index = random.integer(1, fields.length - 1)
        const damaged = put(index, random.pick(GARBAGE))(fields)
        if (random.chance(0.05)) return pass(damaged.slice(0, -1))
        return pass(random.chance(0.05) ? [...damaged, 'more'] : damaged)
      },
    })
    under.submit(bracket)
    await under.settled()
    for (let step = 2; step < 8; step++) {
      floor.gateway.take(stepAt(step, 100 + random.integer(-300, 300) / 100, random.integer(0, 400)))
      under.broker.adjust(stopOf(entry).ref, { pricing: { type: 'STP', stop: price(97 + step / 10) } })
      under.broker.cancel(targetOf(entry).ref)
      const { broker } = under
      const asked = [broker.openOrders(), broker.completedOrders(), broker.executions(), broker.positions()]
      const values = broker.accountValues(ACCOUNT)
      await under.pass(2_000)
      under.time.advance(10_000)
      await Promise.all([...asked, values])
      if (under.link.connection().state !== 'ready') break
    }
    expectSound(under)
    await floor.close()
  }
})
