import { BarSizeSetting, EventName, WhatToShow } from '@stoqey/ib'
import { expect, it } from 'vitest'
import { MINUTE_MS, utcMs } from '../../src-shared/domain/time.ts'
import { ApiClient } from '../integration/simulator/tws-server/api-client.ts'
import { demoGateway, STOCK } from '../integration/simulator/tws-server/demo-gateway.ts'
import { sendMutated } from '../integration/simulator/tws-server/mutated-frames.ts'
import { RawClient } from '../integration/simulator/tws-server/raw-client.ts'

it.each([178, 193])(
  '100,000 broken requests at version %i: no exception, no hang, and memory at rest',
  async (version) => {
    const demo = await demoGateway({ maxServerVersion: version, limits: 'none', minutes: 60 })
    await sendMutated(demo, 10_000 + version, 100_000)
    const client = await RawClient.started(demo.port, 800)
    await client.settled()
    client.close()
    expect(demo.failures).toEqual([])
    expect(process.memoryUsage().heapUsed).toBeLessThan(400e6)
    await demo.close()
  },
  300_000,
)

it('every five-minute bar of the demo’s whole day, of all symbols, is streamed as history has it', async () => {
  const demo = await demoGateway({ minutes: 0, limits: 'none' })
  const client = await ApiClient.ready(demo.port, 1)
  const symbols = demo.gateway.exchange.symbols
  const ask = (id: number, keep: boolean): unknown =>
    client.api.reqHistoricalData(
      ...([id, { ...STOCK, symbol: symbols[id % 100] ?? '' }, '', '1 D', BarSizeSetting.MINUTES_FIVE] as const),
      ...([WhatToShow.TRADES, 1, 2, keep] as const),
    )
  for (const id of symbols.keys()) ask(id, true)
  await client.settled()
  const streamed = new Map<string, readonly unknown[]>()
  for (let time: number = demo.day.open; time < demo.day.close; time += 5 * MINUTE_MS) {
    demo.playTo(utcMs(time + 5 * MINUTE_MS))
    await client.settled()
    for (const [id, ...bar] of client.of(EventName.historicalDataUpdate)) streamed.set(`${id} ${bar[0]}`, bar)
    client.heard.length = 0
  }
  for (const id of symbols.keys()) {
    ask(100 + id, false)
    await client.settled()
    const bars = client
      .of(EventName.historicalData)
      .filter(([of, date]) => of === 100 + id && !String(date).startsWith('finished'))
      .map((args) => args.slice(1, 9))
    expect(bars).toHaveLength(78)
    expect(bars.map(([date]) => streamed.get(`${id} ${date}`))).toEqual(bars)
  }
  client.close()
  await demo.close()
}, 120_000)
