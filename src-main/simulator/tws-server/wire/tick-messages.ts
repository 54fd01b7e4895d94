import type { UtcMs } from '../../../../src-shared/domain/time.ts'
import type { WireField } from '../service.ts'

type Fields = readonly WireField[]

export interface TickPrice {
  readonly id: number
  /** IBKR's tick type: 1 bid, 2 ask, 4 last, 6 high, 7 low, 9 close, 14 open; 66… delayed. */
  readonly type: number
  /** Dollars; −1: there is none. */
  readonly price: number
  /** Shares, of the size that belongs to the price; 0 where none does. */
  readonly size: number
  /** Bits: 1 can be executed at, 2 past limit, 4 before the opening. */
  readonly attributes?: number
}

export function tickPrice(_serverVersion: number, { id, type, price, size, attributes = 0 }: TickPrice): Fields {
  return [1, 6, id, type, price, size, attributes]
}

/** A tick of which there is one value. */
export interface Tick<Value> {
  readonly id: number
  readonly type: number
  readonly value: Value
}

/** Sizes in shares: 0 bid, 3 ask, 5 last, 8 volume of the day. */
export function tickSize(_serverVersion: number, { id, type, value }: Tick<number>): Fields {
  return [2, 6, id, type, value]
}

/** Numbers: 49 halted, 46 shortable (tick 236)… */
export function tickGeneric(_serverVersion: number, { id, type, value }: Tick<number>): Fields {
  return [45, 6, id, type, value]
}

/** Texts: 45 epoch seconds of the last trade, 32 and 33 exchanges… */
export function tickString(_serverVersion: number, { id, type, value }: Tick<string>): Fields {
  return [46, 6, id, type, value]
}

export interface TickParameters {
  readonly id: number
  /** Dollars. */
  readonly minTick: number
  readonly bboExchange: string
  readonly snapshotPermissions: number
}

/** What comes before the first tick of a line. */
export function tickParameters(_serverVersion: number, data: TickParameters): Fields {
  return [81, data.id, data.minTick, data.bboExchange, data.snapshotPermissions]
}

/** @param type 1 live, 2 frozen, 3 delayed, 4 delayed and frozen */
export function marketDataType(
  _serverVersion: number,
  { id, type }: { readonly id: number; readonly type: 1 | 2 | 3 | 4 },
): Fields {
  return [58, 1, id, type]
}

export function snapshotEnd(_serverVersion: number, { id }: { readonly id: number }): Fields {
  return [57, 1, id]
}

interface TradeTick {
  readonly kind: 'last' | 'all-last'
  readonly price: number
  readonly size: number
  readonly exchange: string
  readonly conditions: string
  readonly pastLimit: boolean
  /** A trade that does not count for last, high and low. */
  readonly unreported: boolean
}

interface QuoteTick {
  readonly kind: 'bid-ask'
  readonly bid: number
  readonly ask: number
  readonly bidSize: number
  readonly askSize: number
}

interface MidpointTick {
  readonly kind: 'midpoint'
  readonly midpoint: number
}

export interface TickByTick {
  readonly id: number
  readonly time: UtcMs
  readonly tick: TradeTick | QuoteTick | MidpointTick
}

export function tickByTick(_serverVersion: number, { id, time, tick }: TickByTick): Fields {
  const seconds = Math.floor(time / 1_000)
  switch (tick.kind) {
    case 'last':
    case 'all-last': {
      const mask = (tick.pastLimit ? 1 : 0) | (tick.unreported ? 2 : 0)
      const type = tick.kind === 'last' ? 1 : 2
      return [99, id, type, seconds, tick.price, tick.size, mask, tick.exchange, tick.conditions]
    }
    case 'bid-ask':
      return [99, id, 3, seconds, tick.bid, tick.ask, tick.bidSize, tick.askSize, 0]
    case 'midpoint':
      return [99, id, 4, seconds, tick.midpoint]
  }
}
