import { expect, test } from 'vitest'
import { GatewayClock } from '../../../../src-main/session/market/gateway-clock.ts'
import { utcMs } from '../../../../src-shared/domain/time.ts'

const WALL = Date.UTC(2026, 10, 22, 15)
const THEN = Date.UTC(2024, 10, 15, 15)

/** A wall clock that is moved by hand, and a gateway's clock beside it. */
function clocks() {
  let passed = 0
  const clock = new GatewayClock({ now: () => utcMs(WALL + passed), monotonic: () => passed })
  return { clock, pass: (ms: number) => (passed += ms) }
}

test('on a real gateway market time is the wall clock, however wrong the broker’s clock is', () => {
  const { clock, pass } = clocks()
  clock.heard(WALL + 90_000)
  pass(1_000)
  expect([clock.now(), clock.isOther]).toEqual([WALL + 1_000, false])
})

test('a gateway that lives in another time is followed there', () => {
  const { clock, pass } = clocks()
  expect(clock.now()).toBe(WALL)
  clock.heard(THEN)
  pass(2_000)
  expect([clock.now(), clock.isOther]).toEqual([THEN + 2_000, true])
})

test('time that passes faster there passes faster here', () => {
  const { clock, pass } = clocks()
  clock.heard(THEN)
  pass(2_000)
  clock.heard(THEN + 120_000)
  pass(1_000)
  expect(clock.now()).toBe(THEN + 180_000)
})

test('time that stands there stands here', () => {
  const { clock, pass } = clocks()
  clock.heard(THEN)
  pass(2_000)
  clock.heard(THEN)
  const before = clock.now()
  pass(5_000)
  clock.heard(THEN)
  expect(clock.now()).toBe(before)
})

test('it never goes back, also when an answer says so', () => {
  const { clock, pass } = clocks()
  clock.heard(THEN)
  pass(10_000)
  const before = clock.now()
  clock.heard(THEN + 1_000)
  expect(clock.now()).toBe(before)
})

test('two answers within a second say nothing of the rate', () => {
  const { clock, pass } = clocks()
  clock.heard(THEN)
  pass(10)
  clock.heard(THEN + 1_000)
  pass(990)
  expect(clock.now()).toBe(THEN + 1_000)
})
