import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const PROGRAM = fileURLToPath(new URL('../support/session/wide-session.ts', import.meta.url))
const LIMIT_MB = 300
/** What may come to stay after the first day: the engine's histories fill. A leak would take as much each day. */
const SETTLING_MB = 10

/** Megabytes after each of six days of 100 symbols at full speed. */
function daysOf(...flags: readonly string[]): number[] {
  const ran = spawnSync(process.execPath, [...flags, PROGRAM], { encoding: 'utf8' })
  const days = ran.stdout.trim().split('\n').map(Number)
  expect([ran.status, days.length]).toEqual([0, 6])
  return days
}

test('100 symbols at full speed take less than 300 MB, after one day and after six', () => {
  const days = daysOf()
  console.log(`resident after each day, MB: ${days.join(', ')}`)
  expect(Math.max(...days)).toBeLessThan(LIMIT_MB)
})

test('what is alive in the heap does not grow from day to day', () => {
  const days = daysOf('--expose-gc')
  console.log(`alive in the heap after each day, MB: ${days.join(', ')}`)
  expect(Math.max(...days) - (days[0] ?? 0)).toBeLessThan(SETTLING_MB)
})
