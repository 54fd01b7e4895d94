import { describe, expect, test } from 'vitest'
import type { BrokerEvent } from '../../src-main/broker/broker.ts'
import { Exchange } from '../../src-main/simulator/exchange/exchange.ts'
import { type Behaviour, DEFAULT_EXCHANGE_SETTINGS } from '../../src-main/simulator/exchange/settings.ts'
import { SimulatedBroker } from '../../src-main/simulator/exchange/simulated-broker.ts'
import {
  AAPL,
  ACCOUNT,
  GatewayFloor,
  MSFT,
  OTHER_ACCOUNT,
  opening,
  SETTINGS,
} from '../support/ibkr-broker/gateway-floor.ts'
import { normal } from '../support/ibkr-broker/normal.ts'
import { openGate } from '../support/ibkr-broker/open-gate.ts'
import { SCENARIOS } from '../support/ibkr-broker/scenarios.ts'

type Scenario = (typeof SCENARIOS)[string]
interface Outcome {
  readonly answers: readonly string[]
  readonly told: ReturnType<typeof normal>
}

async function onTheExchange(scenario: Scenario, behaviour: Partial<Behaviour>): Promise<Outcome> {
  const accounts = [ACCOUNT, OTHER_ACCOUNT]
  const exchange = new Exchange({
    seed: 1,
    symbols: [AAPL, MSFT],
    accounts: accounts.map((id) => ({ id, cash: 100_000 })),
    settings: { ...SETTINGS, behaviour: { ...DEFAULT_EXCHANGE_SETTINGS.behaviour, ...behaviour } },
  })
  for (const event of opening()) exchange.take(event)
  const gate = openGate()
  const events: BrokerEvent[] = []
  const broker = new SimulatedBroker({ exchange, client: 1, accounts, redeem: gate.redeem })
  broker.onEvent((event) => events.push(event))
  const answers = await scenario({
    broker,
    exchange,
    submit: (ticket) => broker.submit(ticket, gate.mint(ticket.entry)),
    take: (event) => exchange.take(event),
    settled: () => new Promise((resolve) => setImmediate(resolve)),
  })
  return { answers, told: normal(events) }
}

async function throughTheGateway(
  scenario: Scenario,
  behaviour: Partial<Behaviour>,
  maxServerVersion: number,
): Promise<Outcome> {
  const settings = { behaviour: { ...DEFAULT_EXCHANGE_SETTINGS.behaviour, ...behaviour } }
  const floor = await GatewayFloor.open({ maxServerVersion, settings })
  try {
    const { broker, submit, settled, events, link } = await floor.connect()
    const answers = await scenario({
      broker,
      exchange: floor.gateway.exchange,
      submit,
      take: (event) => floor.gateway.take(event),
      settled,
    })
    expect(link.state().messages.filter(({ code, text }) => code === 505 || text.includes('cannot be read'))).toEqual(
      [],
    )
    return { answers, told: normal(events) }
  } finally {
    await floor.close()
  }
}

/** What TWS is believed to do, and what it may do instead. */
const WAYS: readonly (readonly [name: string, behaviour: Partial<Behaviour>, version: number])[] = [
  ['as believed, server version 193', {}, 193],
  ['as believed, server version 178', {}, 178],
  ['children wait for a full fill', { childrenWork: 'on-full-fill', goodTillDate: 'at-the-close' }, 193],
  ['children go with a cancelled parent', { partialParentCancelled: 'children-go' }, 193],
]

describe.each(WAYS)('over the wire, %s', (_way, behaviour, version) => {
  test.each(Object.entries(SCENARIOS))('%s: as on the exchange itself', async (_name, scenario) => {
    const there = await onTheExchange(scenario, behaviour)
    const here = await throughTheGateway(scenario, behaviour, version)
    expect(here.answers).toEqual(there.answers)
    for (const kind of Object.keys(there.told)) expect(here.told[kind]).toEqual(there.told[kind])
  })
})
