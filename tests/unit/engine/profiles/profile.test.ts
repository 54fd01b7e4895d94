import { describe, expect, test } from 'vitest'
import { profileSchema } from '../../../../src-main/engine/profiles/profile.ts'
import { defaultProfile, defaultProfileData } from '../../../support/engine-inputs.ts'

type Json = { [key: string]: unknown }

/** The data of `default` with one value, named by its path, exchanged (or with `undefined` taken out). */
function changed(path: string, value: unknown): unknown {
  const data = structuredClone(defaultProfileData()) as Json
  const keys = path.split('.')
  const last = keys.pop()!
  let at = data
  for (const key of keys) at = at[key] as Json
  if (value === undefined) delete at[last]
  else at[last] = value
  return data
}

const accepts = (data: unknown): boolean => profileSchema.safeParse(data).success

/** Every path to a value that is not an object. */
function leaves(data: unknown, path: readonly string[] = []): readonly string[] {
  if (typeof data !== 'object' || data === null) return [path.join('.')]
  return Object.entries(data).flatMap(([key, value]) => leaves(value, [...path, key]))
}

describe('a profile', () => {
  test('named default is valid as it ships', () => {
    expect(defaultProfile().id).toBe('default')
    expect(profileSchema.parse(defaultProfileData())).toEqual(defaultProfileData())
  })

  test('lacks nothing and has nothing besides', () => {
    for (const path of leaves(defaultProfileData()))
      expect({ path, ok: accepts(changed(path, undefined)) }).toEqual({ path, ok: false })
    for (const path of ['surprise', 'regime.surprise', 'entry.stopAtrs', 'timeOfDay.windows.0.surprise']) {
      expect({ path, ok: accepts(changed(path, 1)) }).toEqual({ path, ok: false })
    }
  })

  test('has numbers for numbers: no text, no NaN, no infinity', () => {
    const numbers = leaves(defaultProfileData()).filter((path) => !/id$|window$|until$|favours$/.test(path))
    expect(numbers.length).toBeGreaterThan(80)
    for (const path of numbers) {
      for (const value of ['1', Number.NaN, Number.POSITIVE_INFINITY, null, true]) {
        expect({ path, value, ok: accepts(changed(path, value)) }).toEqual({ path, value, ok: false })
      }
    }
  })

  test('has whole hundredths from 0 to 100 for confidences', () => {
    const confidences = leaves(defaultProfileData()).filter((path) => /confidence/i.test(path))
    expect(confidences.length).toBeGreaterThan(30)
    for (const path of confidences) {
      for (const value of [0.5, 60.5, -1, 101])
        expect({ path, ok: accepts(changed(path, value)) }).toEqual({ path, ok: false })
    }
  })

  test.each([
    ['history.bars', 501],
    ['history.bars', 59],
    ['history.minimumBars', 0],
    ['indicators.atrBars', 2.5],
    ['regime.highVolatility.atrPercent', 0],
    ['regime.strongTrend.consistency', 1.1],
    ['candidate.extremePriceZ', -1.5],
    ['statistics.window', 51],
    ['statistics.window', 5],
    ['volumeProfile.maximumBins', 101],
    ['volumeProfile.valueAreaFraction', 1],
    ['volumeProfile.valueAreaFraction', 0],
    ['volumeProfile.minimumStructure', -0.1],
    ['crossAsset.threshold', 0],
    ['timeOfDay.windows', []],
    ['timeOfDay.windows.0.until', '9:60'],
    ['timeOfDay.windows.0.until', '24:00'],
    ['timeOfDay.windows.1.until', '10:00'],
    ['timeOfDay.windows.0.favours', 'luck'],
    ['timeOfDay.windows.0.window', 'tea-time'],
    ['timeOfDay.cutoffMinutes', -5],
    ['consensus.minimumAgreeing', 7],
    ['consensus.minimumAgreeing', 0],
    ['consensus.minimumOwnAgreeing', 4],
    ['consensus.minimumScore', 50.5],
    ['entry.baseSize', 0],
    ['entry.baseSize', 0.06],
    ['entry.maximumMultiple', 5],
    ['entry.stopAtr', 0],
    ['entry.stopOutBars', -1],
    ['trailing.trailAtr', -1.5],
    ['id', 'Default'],
    ['id', ''],
  ])('is refused with %s = %j', (path, value) => {
    expect(accepts(changed(path, value))).toBe(false)
  })

  test('cannot open the hours in which entries are forbidden: they are no windows of its own', () => {
    for (const window of ['before-open', 'no-new-entries', 'after-close']) {
      expect({ window, ok: accepts(changed('timeOfDay.windows.5.window', window)) }).toEqual({ window, ok: false })
    }
  })

  test('names each window once', () => {
    expect(accepts(changed('timeOfDay.windows.4.window', 'lunch'))).toBe(false)
  })

  test('cannot look back further than the closes that it waits for', () => {
    // 20 changes need 21 closes; with fewer there would be nothing to read.
    expect(accepts(changed('regime.minimumCloses', 20))).toBe(false)
    expect(accepts(changed('regime.consistencyChanges', 21))).toBe(false)
  })
})
