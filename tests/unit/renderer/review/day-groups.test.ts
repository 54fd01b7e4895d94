import { expect, test } from 'vitest'
import {
  dayText,
  fullDayText,
  groupByWeek,
  profitShare,
  sameDay,
} from '../../../../src-renderer/features/review/day-groups.ts'
import { day } from './rows.ts'

test('days of one week stand together, newest first, under its Monday', () => {
  const groups = groupByWeek([day('2023-11-15'), day('2023-11-13'), day('2023-11-10'), day('2023-11-06')])
  expect(groups.map(({ title, items }) => [title, items.map((item) => item.day.date)])).toEqual([
    ['Week of 13 Nov', ['2023-11-15', '2023-11-13']],
    ['Week of 6 Nov', ['2023-11-10', '2023-11-06']],
  ])
})

test('a Sunday belongs to the week that began before it', () => {
  expect(groupByWeek([day('2023-11-12'), day('2023-11-06')])).toHaveLength(1)
})

test('weeks name their year once there are several', () => {
  const titles = groupByWeek([day('2024-01-02'), day('2023-11-15')]).map(({ title }) => title)
  expect(titles).toEqual(['Week of 1 Jan 2024', 'Week of 13 Nov 2023'])
})

test('a week that comes again, because another run lies between, is another group of its own', () => {
  const groups = groupByWeek([day('2023-11-15'), day('2023-11-08', { run: 'b' }), day('2023-11-14')])
  expect(new Set(groups.map(({ key }) => key)).size).toBe(3)
})

test('a date of two runs is told apart in both', () => {
  const [group] = groupByWeek([day('2023-11-15'), day('2023-11-15', { run: 'b' }), day('2023-11-14')])
  expect(group?.items.map(({ repeated }) => repeated)).toEqual([true, true, false])
})

test('a day is the same by its run and its date', () => {
  expect(sameDay(day('2023-11-15'), day('2023-11-15', { profit: 9 }))).toBe(true)
  expect(sameDay(day('2023-11-15'), day('2023-11-15', { run: 'b' }))).toBe(false)
  expect(sameDay(day('2023-11-15'), null)).toBe(false)
})

test('the largest profit or loss fills half the width', () => {
  const days = [day('2023-11-15', { profit: -200 }), day('2023-11-14', { profit: 50 })]
  expect(days.map(({ profit }) => profitShare(profit, days))).toEqual([50, 12.5])
})

test('days without a profit have no bar', () => {
  expect(profitShare(0, [day('2023-11-15')])).toBe(0)
})

test('dates are said as calendar days, whatever the zone of the machine', () => {
  expect([dayText('2023-11-15'), fullDayText('2023-11-05')]).toEqual(['Wed 15', 'Sun 5 Nov'])
})
