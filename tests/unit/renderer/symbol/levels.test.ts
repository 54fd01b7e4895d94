import { describe, expect, test } from 'vitest'
import {
  cardLevels,
  type Drag,
  draggedLevel,
  positionLevels,
  snapped,
} from '../../../../src-renderer/features/symbol/levels.ts'
import { utcMs } from '../../../../src-shared/domain/time.ts'
import { cardOf } from '../approvals/cards.ts'
import { positionOf } from '../positions/orders.ts'

const dragOf = (field: Drag['field'], price: number): Drag => {
  const { ref, revision } = cardOf()
  return { ref, revision, field, price }
}

const textOf = (levels: readonly { readonly text: string }[]): string[] => levels.map(({ text }) => text)

describe('a staged order on the chart', () => {
  test('shows limit, stop and target with what they come to, all of which can be taken', () => {
    const levels = cardLevels(cardOf(), null, true)
    expect(textOf(levels)).toEqual(['Buy 84, staged', 'Stop \u221267.20', 'Target +107.52'])
    expect(levels.map(({ price }) => price)).toEqual([118.24, 117.44, 119.52])
    expect(levels.every(({ grip, line }) => grip && line === 'dashed')).toBe(true)
  })

  test('cannot be taken in a window that only watches', () => {
    expect(cardLevels(cardOf(), null, false).some(({ grip }) => grip)).toBe(false)
  })

  test('follows the hand with risk and R, and says what they were', () => {
    const levels = cardLevels(cardOf(), dragOf('stop', 117.3), true)
    expect(levels[1]).toMatchObject({
      ...{ price: 117.3, text: 'Stop \u221278.96' },
      moving: { from: 117.44, note: 'was \u221267.20, now 1.4 R' },
    })
    expect(levels[2]).toMatchObject({ price: 119.52, text: 'Target +107.52' })
    expect(levels[2]).not.toHaveProperty('moving')
  })

  test('follows the hand with its reward', () => {
    expect(cardLevels(cardOf(), dragOf('target', 120.24), true)[2]).toMatchObject({
      ...{ price: 120.24, text: 'Target +168.00' },
      moving: { from: 119.52, note: 'was +107.52, now 2.5 R' },
    })
  })

  test('measures everything anew from a limit that is dragged', () => {
    const levels = cardLevels(cardOf(), dragOf('limit', 118.04), true)
    expect(textOf(levels)).toEqual(['Buy 84, staged', 'Stop \u221250.40', 'Target +124.32'])
    expect(levels[0]?.moving).toEqual({ from: 118.24, note: 'risk 50.40, 2.5 R' })
  })

  test('says when the hand is on the wrong side', () => {
    expect(cardLevels(cardOf(), dragOf('stop', 118.5), true)[1]).toMatchObject({
      text: 'Stop',
      moving: { note: 'on the wrong side' },
    })
  })

  test('stays where it is while another one is dragged, or an earlier revision of it', () => {
    const still = cardLevels(cardOf(), null, true)
    expect(cardLevels(cardOf(), { ...dragOf('stop', 1), ref: 'another' }, true)).toEqual(still)
    expect(cardLevels(cardOf(), { ...dragOf('stop', 1), revision: cardOf().revision - 1 }, true)).toEqual(still)
  })

  test('at the market has no limit to take', () => {
    expect(textOf(cardLevels(cardOf({ limit: null }), null, true))).toEqual(['Stop \u221267.20', 'Target +107.52'])
  })
})

describe('what is taken', () => {
  test('is found again by its name, and only there', () => {
    const card = cardOf()
    const levels = cardLevels(card, null, true)
    expect(draggedLevel(levels[1]!.id, [card])).toEqual({ card, field: 'stop' })
    expect(draggedLevel('held stop', [card])).toBeNull()
    expect(draggedLevel(levels[1]!.id, [])).toBeNull()
  })

  test('is let go on the tick, above zero', () => {
    expect(snapped(117.3049, cardOf())).toBe(117.3)
    expect(snapped(-4, cardOf())).toBe(0.01)
  })
})

const position = positionOf()

describe('a position on the chart', () => {
  test('shows entry, stop and target with their money, none of which can be taken', () => {
    const levels = positionLevels(position, [])
    expect(textOf(levels)).toEqual(['Long 20 +41.20', 'Stop \u221264.00', 'Target +102.40'])
    expect(levels.some(({ grip }) => grip)).toBe(false)
  })

  test('without a stop shows none', () => {
    expect(textOf(positionLevels({ ...position, stop: null, atStop: null }, []))).toEqual([
      'Long 20 +41.20',
      'Target +102.40',
    ])
  })

  test('begins in the candle in which its newest entry was filled', () => {
    // A mark at a candle's end belongs to that candle, not to the next.
    const mark = { price: 485.26, says: '', side: 'long', kind: 'filled' } as const
    const markers = [
      { ...mark, time: utcMs(1_000) },
      { ...mark, time: utcMs(9_000) },
      { ...mark, time: utcMs(20_000), side: 'short' as const },
    ]
    expect(positionLevels(position, markers).map(({ since }) => since)).toEqual([8_999, 8_999, 8_999])
  })
})
