import { EventName, ScanCode } from '@stoqey/ib'
import { expect, test } from 'vitest'
import { SCANS } from '../../../../../src-main/market/live-market.ts'
import { type OpenMarket, openMarket } from './support/open-market.ts'

function row({ link }: OpenMarket, id: number, rank: number, symbol: string): void {
  link.emit(EventName.scannerData, id, rank, { contract: { symbol, conId: 100 + rank, secType: 'STK' } }, '', '', '')
}

test('a scan asks for US stocks within the prices, is read once and cancelled', async () => {
  const market = await openMarket()
  const answer = market.live.scan('gainers', 10)
  const [asked] = market.link.of('scan')
  expect(asked?.subscription).toEqual({
    ...{ numberOfRows: 10, instrument: 'STK', locationCode: 'STK.US.MAJOR', scanCode: ScanCode.TOP_PERC_GAIN },
    ...{ abovePrice: 5, belowPrice: 5_000 },
  })
  const id = asked?.id ?? 0
  row(market, id, 1, 'BRK B')
  row(market, id, 0, 'INTC')
  market.link.emit(EventName.scannerDataEnd, id)
  expect(await answer).toEqual({
    ok: true,
    value: [
      { rank: 0, symbol: 'INTC', contractId: 100 },
      { rank: 1, symbol: 'BRK B', contractId: 101 },
    ],
  })
  expect(market.link.of('cancel-scan').map((cancel) => cancel.id)).toEqual([id])
  market.live.close()
})

test('every scan that can be asked for is one of IBKR’s', () => {
  for (const code of Object.values(SCANS)) expect(ScanCode[code]).toBeTypeOf('number')
})

test('never more than ten scans run at a time; the others follow', async () => {
  const market = await openMarket()
  const answers = Array.from({ length: 13 }, () => market.live.scan('losers', 5))
  await market.clock.pass(1)
  expect(market.link.of('scan')).toHaveLength(10)
  for (const { id } of market.link.of('scan')) market.link.emit(EventName.scannerDataEnd, id)
  await market.clock.pass(1)
  expect(market.link.of('scan')).toHaveLength(13)
  for (const { id } of market.link.of('scan').slice(10)) market.link.emit(EventName.scannerDataEnd, id)
  for (const answer of answers) expect((await answer).ok).toBe(true)
  market.live.close()
})

test('more than 50 rows are refused before IBKR is asked', async () => {
  const market = await openMarket()
  expect(await market.live.scan('gainers', 51)).toMatchObject({ ok: false, error: { code: 'refused' } })
  expect(market.link.of('scan')).toHaveLength(0)
  market.live.close()
})

test('a scan that is not answered is a time-out and is cancelled', async () => {
  const market = await openMarket()
  const answer = market.live.scan('gainers', 5)
  await market.clock.pass(31_000)
  expect(await answer).toMatchObject({ ok: false, error: { code: 'timed-out' } })
  expect(market.link.of('cancel-scan')).toHaveLength(1)
  market.live.close()
})
