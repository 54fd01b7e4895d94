import { describe, expect, test } from 'vitest'
import {
  announcement,
  certainRefusal,
  goneWords,
  isAskedAgain,
  noteOf,
} from '../../../../src-renderer/features/approvals/card-words.ts'
import { cardOf } from './cards.ts'

const drifted = cardOf({
  limit: 217.05,
  drift: { from: 216.2, to: 217.4, atrs: 0.66, allowed: 0.5 },
  inTheWay: { code: 'approve-again', message: 'The price has moved.' },
})
const refusal = { code: 'stale-quote', message: 'The quote of AMD is 17 s old; more than 15 s is stale.' }

describe('the note on a card', () => {
  test('is not there when nothing is in the way', () => expect(noteOf(cardOf(), null)).toBeNull())

  test('tells the drift, what is allowed and at which limit it goes on', () => {
    expect(noteOf(drifted, null)?.text).toBe(
      'Price moved 0.66 ATR since staging (0.50 allowed). Approve again at 217.05, or edit.',
    )
  })

  test('names no limit of an order at the market', () => {
    expect(noteOf({ ...drifted, limit: null }, null)?.text).toMatch(/Approve again at the market/)
  })

  test('shows the answer to the last command before what would be in the way', () => {
    const card = cardOf({ inTheWay: { code: 'collar', message: 'The limit lies too far away.' } })
    expect(noteOf(card, refusal)).toEqual({ kind: 'refused', text: refusal.message })
  })

  test('warns of what an approval would run into', () => {
    expect(noteOf(cardOf({ inTheWay: refusal }), null)).toEqual({ kind: 'warning', text: refusal.message })
  })
})

describe('approving', () => {
  test('is not offered where it would be refused for certain', () => {
    const card = cardOf({ inTheWay: { code: 'past-cut-off', message: 'No new entries.' } })
    expect(certainRefusal(card)).toBe('No new entries.')
  })

  test('is offered where the next tick can lift what is in the way', () => {
    expect(certainRefusal(cardOf({ inTheWay: refusal }))).toBeNull()
    expect(certainRefusal(drifted)).toBeNull()
  })

  test.each(['not-live-data', 'feed-lost', 'symbol-halted', 'not-connected'])(
    'is not offered where no quote can lift it: %s',
    (code) => {
      const card = { ...drifted, inTheWay: { code, message: 'Not now.' } }
      expect(certainRefusal(card)).toBe('Not now.')
      expect(noteOf(card, null)?.text).toBe('Not now.')
    },
  )

  test('is asked for again after a drift, and after having been told so', () => {
    expect(isAskedAgain(drifted, null)).toBe(true)
    expect(isAskedAgain(cardOf(), { code: 'approve-again' })).toBe(true)
    expect(isAskedAgain(cardOf(), { code: 'stale-quote' })).toBe(false)
  })
})

describe('words for a card', () => {
  test('announce what is staged, at which price, what it risks and how long it waits', () => {
    expect(announcement(cardOf(), 53_400)).toBe(
      'Staged: buy 84 AMD, limit 118.24, risk 67.20 dollars, 0:54 to approve.',
    )
  })

  test('tell an expiry from an end before its time', () => {
    expect(goneWords(200)).toBe('expired')
    expect(goneWords(-40)).toBe('expired')
    expect(goneWords(40_000)).toBe('withdrawn')
  })
})
