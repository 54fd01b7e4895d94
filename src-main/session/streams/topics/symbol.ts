import type { TimeFrame } from '../../../../src-shared/contract/topic-ids.ts'
import type { Candle, SymbolView, VolumeProfileView } from '../../../../src-shared/contract/views/symbol.ts'
import type { SymbolData } from '../../../../src-shared/contract/views/symbol-data.ts'
import { fromTicks } from '../../../../src-shared/domain/price.ts'
import type { FlipDistances } from '../../../engine/flip-distance.ts'
import type { SessionProfile } from '../../../engine/indicators/session-profile.ts'
import { valueArea } from '../../../engine/indicators/value-area.ts'
import { FollowedSeries, FollowedValue } from '../changes.ts'
import type { FlipCache } from '../flip-cache.ts'
import type { GatewayModel } from '../gateway-model.ts'
import { sameItem } from '../same-value.ts'
import type { SessionModel } from '../session-model.ts'
import type { SymbolBook } from '../symbol-book.ts'
import type { Occasion, TopicSource } from '../topic-hub.ts'
import { scorecardView, undecided } from '../words/scorecard-view.ts'
import { symbolData } from '../words/symbol-data.ts'
import { entryBook } from './status.ts'

/** Flip distances cost milliseconds: with what happened go the known ones, and the others follow with the next batch. */
const flipsFor = (flips: FlipCache, book: SymbolBook, occasion: Occasion): FlipDistances | null =>
  occasion === 'event' ? flips.known(book) : flips.find(book)

export function symbolTopic(
  model: SessionModel,
  book: SymbolBook,
  flips: FlipCache,
  gateway: GatewayModel,
): TopicSource {
  const versionOf = (found: FlipDistances | null, data: SymbolData): readonly unknown[] => [
    book.bars,
    book.decision,
    book.markers,
    book.profile,
    found,
    data,
  ]
  const first = flips.find(book)
  let data = dataOf(model, book, gateway)
  const followed = new FollowedValue(symbolView(model, book, first, data))
  let seen = versionOf(first, data)
  return {
    snapshot: () => followed.state,
    changes: (occasion) => {
      const found = flipsFor(flips, book, occasion)
      if (occasion === 'batch') {
        const now = dataOf(model, book, gateway)
        if (!sameItem(now, data)) data = now
      }
      const version = versionOf(found, data)
      if (version.every((each, index) => each === seen[index])) return null
      seen = version
      return followed.change(symbolView(model, book, found, data))
    },
  }
}

function dataOf({ session: { desk } }: SessionModel, { instrument }: SymbolBook, gateway: GatewayModel): SymbolData {
  const { symbol } = instrument
  const { monotonic } = desk.now()
  const venue = entryBook(desk)
  const limits = venue === undefined ? null : desk.limitsOf(venue.book)
  return symbolData(symbol, { quotes: desk.quotes, limits, monotonic, notice: gateway.notices.get(symbol) })
}

function symbolView(
  { session }: SessionModel,
  book: SymbolBook,
  flips: FlipDistances | null,
  data: SymbolData,
): SymbolView {
  const { symbol, kind, tick } = book.instrument
  const { valueAreaFraction } = session.facts.profile.data.volumeProfile
  const area = (profile: SessionProfile | null) =>
    profile === null ? null : valueArea(profile, tick, valueAreaFraction)
  const prior = area(book.priorProfile)
  const [veto] = book.decision?.cards[0].vetoedBy ?? []
  return {
    symbol,
    kind,
    tick,
    decimals: book.decimals,
    data,
    profile: profileView(book.profile, tick, area(book.profile)),
    prior: prior === null ? null : { poc: prior.poc, valueHigh: prior.valueHigh, valueLow: prior.valueLow },
    vetoLifts: veto === undefined ? null : (flips?.[veto] ?? null),
    markers: [...book.markers],
  }
}

function profileView(
  profile: SessionProfile,
  tick: number,
  area: ReturnType<typeof valueArea>,
): VolumeProfileView | null {
  if (area === null) return null
  const { binTicks, first, count, bins } = profile
  return {
    step: fromTicks(binTicks, tick),
    low: fromTicks(first * binTicks, tick),
    volumes: Array.from(bins.subarray(0, count), Math.round),
    poc: area.poc,
    valueHigh: area.valueHigh,
    valueLow: area.valueLow,
  }
}

export function scorecardTopic(model: SessionModel, book: SymbolBook, flips: FlipCache): TopicSource {
  const { symbol } = book.instrument
  const { data: profile } = model.session.facts.profile
  const view = (found: FlipDistances | null) => {
    const { decision, decimals, matrix } = book
    return decision === null
      ? undecided(symbol, profile)
      : scorecardView({ decision, profile, decimals, matrix, flips: found })
  }
  let seenFlips = flips.find(book)
  let seen = book.decision
  const followed = new FollowedValue(view(seenFlips))
  return {
    snapshot: () => followed.state,
    changes: (occasion) => {
      const found = flipsFor(flips, book, occasion)
      if (book.decision === seen && found === seenFlips) return null
      seen = book.decision
      seenFlips = found
      return followed.change(view(found))
    },
  }
}

export function candlesTopic(book: SymbolBook, frame: TimeFrame): TopicSource {
  const all = (): Candle[] => book.candles(frame, Number.NEGATIVE_INFINITY)
  const followed = new FollowedSeries(all())
  return {
    snapshot: () => ({ items: all() }),
    changes: (occasion) => (occasion === 'event' ? null : followed.change(book.candles(frame, followed.openFrom))),
  }
}
