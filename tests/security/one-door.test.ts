import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OrderRequest } from '../../src-shared/domain/authorisation.ts'
import { price } from '../../src-shared/domain/price.ts'
import { quantity } from '../../src-shared/domain/quantity.ts'
import { tapFrames } from '../support/frame-tap.ts'
import { GatewayFloor, OTHER_ACCOUNT } from '../support/ibkr-broker/gateway-floor.ts'
import { SCENARIOS } from '../support/ibkr-broker/scenarios.ts'
import { doorFaults, ORDER_CALLS } from '../support/order-door.ts'
import { OrderWitness } from '../support/order-witness.ts'
import { request } from '../unit/broker/requests.ts'

const ROOT = resolve(import.meta.dirname, '..', '..')
const VERSION = 193

describe('the calls of the client that touch orders', () => {
  test('are in one file, which the broker reaches and nobody else', async () => {
    expect(await doorFaults(ROOT)).toEqual([])
  })

  describe('are missed by nobody who plants another way:', () => {
    let tree: string
    beforeAll(() => {
      tree = mkdtempSync(join(tmpdir(), 'one-door-'))
      for (const path of [ORDER_CALLS, 'src-main/broker/ibkr/orders/order-terms.ts', 'package.json']) {
        mkdirSync(dirname(join(tree, path)), { recursive: true })
        cpSync(join(ROOT, path), join(tree, path))
      }
      symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'), 'dir')
    })
    afterAll(() => rmSync(tree, { recursive: true, force: true }))

    const CALLS = './orders/order-calls.ts'
    test.each([
      [
        'an import',
        'ibkr/short-cut.ts',
        `import { placeOrder } from '${CALLS}'\nplaceOrder`,
        'imports the order calls',
      ],
      ['an import of its own', 'ibkr/short-cut.ts', `void import('${CALLS}')`, 'imports the order calls'],
      ['a second call', 'ibkr/short-cut.ts', 'api.placeOrder(1, {}, {})', 'reaches for placeOrder'],
      [
        'a call by text',
        'ibkr/short-cut.ts',
        `api['place' + 'x'] ; api['exerciseOptions']()`,
        'reaches for exerciseOptions',
      ],
      [
        'a call that was taken out',
        'ibkr/short-cut.ts',
        'const { reqGlobalCancel: all } = api',
        'reaches for reqGlobalCancel',
      ],
      ['a call through reflection', 'ibkr/short-cut.ts', `Reflect.get(api, 'cancelOrder')`, 'reaches for cancelOrder'],
      ['bytes past the calls', 'ibkr/short-cut.ts', `Reflect.get(api, 'controller')`, 'reaches for controller'],
      ['a client of its own', 'short-cut.ts', `import { IBApi } from '@stoqey/ib'\nnew IBApi()`, 'imports the client'],
      [
        'a question that may place',
        'ibkr/orders/margin-question.ts',
        `import { askMargin, placeOrder } from './order-calls.ts'\nplaceOrder(askMargin)`,
        'takes placeOrder of the order calls',
      ],
    ])('%s', async (_what, place, text, fault) => {
      const path = join(tree, 'src-main', 'broker', place)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
      try {
        expect(await doorFaults(tree)).toContain(`src-main/broker/${place} ${fault}`)
      } finally {
        rmSync(path)
      }
    })

    test('a tree in which there is nothing to look at is no proof', async () => {
      rmSync(join(tree, ORDER_CALLS))
      expect(await doorFaults(tree)).toEqual([expect.stringContaining('nothing was looked at')])
    })
  })
})

/** A broker whose every word to the gateway is heard on the way. */
async function witnessed() {
  const floor = await GatewayFloor.open({ maxServerVersion: VERSION })
  const held = new Map<string, number>()
  floor.gateway.exchange.onMessage((message) => {
    if (message.kind !== 'position') return
    const { account, symbol, shares } = message.position
    held.set(`${account} ${symbol}`, shares)
  })
  let witness: OrderWitness | null = null
  const tap = await tapFrames(floor.address, VERSION, (heard) => witness?.hear(heard))
  const under = floor.begin(1, tap.port)
  const judge = new OrderWitness({
    released: under.gate.released,
    net: (account, symbol) => held.get(`${account} ${symbol}`) ?? 0,
  })
  witness = judge
  await under.whenState('ready')
  const close = async (): Promise<void> => {
    await floor.close()
    await tap.close()
  }
  return { floor, under, witness: judge, close }
}

describe('what an adapter writes to the gateway', () => {
  let entries = 0
  test.each(Object.entries(SCENARIOS))(
    'adds exposure only with a right that was just redeemed: %s',
    async (_name, scenario) => {
      const { floor, under, witness, close } = await witnessed()
      try {
        const { broker, submit, settled } = under
        const { exchange } = floor.gateway
        await scenario({ broker, exchange, submit, settled, take: (event) => exchange.take(event) })
        await settled()
        expect(witness.faults).toEqual([])
        expect(witness.entries).toBe(under.gate.released.length)
        entries += witness.entries
      } finally {
        await close()
      }
    },
  )

  test('was entries, too', () => {
    expect(entries).toBeGreaterThan(20)
  })

  test.each([
    ['is missing', () => []],
    ['was for fewer shares', (order: OrderRequest) => [{ ...order, quantity: quantity(1) }]],
    ['was for another account', (order: OrderRequest) => [{ ...order, account: OTHER_ACCOUNT }]],
    [
      'was for another price',
      (order: OrderRequest) => [{ ...order, pricing: { type: 'LMT', limit: price(1) } as const }],
    ],
  ])('is found when the right %s', async (_what, instead) => {
    const { under, witness, close } = await witnessed()
    try {
      const { broker, gate, settled } = under
      const entry = request()
      broker.submit({ kind: 'bracket', entry, children: [] }, gate.mint(entry))
      gate.released.splice(0, 1, ...instead(entry))
      await settled()
      expect(witness.faults).toEqual([expect.stringContaining('no right')])
    } finally {
      await close()
    }
  })

  test('asks about margin with what cannot become an order', async () => {
    const { floor, under, witness, close } = await witnessed()
    try {
      expect(await under.broker.estimateMargin(request())).toMatchObject({ ok: true })
      await under.settled()
      expect(witness).toMatchObject({ questions: 1, entries: 0, faults: [] })
      expect(await under.broker.openOrders()).toEqual({ ok: true, value: [] })
      expect(floor.gateway.stats().violations).toEqual([])
    } finally {
      await close()
    }
  })
})
