import { describe, expect, test } from 'vitest'
import { QUERY_ANSWERS } from '../../../src-shared/contract/queries.ts'
import { candlesTopic } from '../../../src-shared/contract/topic-ids.ts'
import { parseTopic, TOPICS, type TopicName } from '../../../src-shared/contract/topics.ts'
import { WINDOW_STATES } from '../../support/window-states/all.ts'
import { DAYS, ROWS } from '../../support/window-states/review.ts'
import { WATCHLIST } from '../../support/window-states/trade.ts'

const TOPIC_IDS = [
  'status',
  'gateway',
  'watchlist',
  'cards',
  'orders',
  'positions',
  'activity',
  ...WATCHLIST.flatMap(({ symbol }) => [`symbol/${symbol}`, `scorecard/${symbol}`, candlesTopic(symbol, '5m')]),
]

/** What a state holds, one by one. */
const itemsOf = (name: TopicName, state: object): readonly unknown[] =>
  TOPICS[name].shape === 'value' ? [state] : Object.values(state).flat()

describe.each(Object.entries(WINDOW_STATES))('the state %s', (_, states) => {
  test('is of the contract, topic by topic', () => {
    for (const id of TOPIC_IDS) {
      const address = parseTopic(id)
      if (!address.ok) throw new Error(address.error)
      const state = states.topic(id)
      if (state === null) continue
      for (const item of itemsOf(address.value.name, Object(state))) {
        expect(TOPICS[address.value.name].item.safeParse(item).error, `${id}`).toBeUndefined()
      }
    }
  })

  test('answers every query as the contract has it, or refuses it in words', () => {
    const day = { run: DAYS[0]?.run ?? '', date: DAYS[0]?.date ?? '' }
    const decided = ROWS.find((row) => row.row === 'decision')
    if (decided?.row !== 'decision') throw new Error('the day has no decision')
    const { symbol, barStart } = decided
    for (const asked of [
      { kind: 'days' },
      { kind: 'verify' },
      { kind: 'day', day },
      { kind: 'day-rows', day, after: 0 },
      { kind: 'decision', day, symbol, barStart },
    ] as const) {
      const answer = states.query(asked)
      if (answer.ok) expect(QUERY_ANSWERS[asked.kind].safeParse(answer.value).error, asked.kind).toBeUndefined()
      else expect(answer.error.message).toMatch(/\.$/)
    }
  })
})
