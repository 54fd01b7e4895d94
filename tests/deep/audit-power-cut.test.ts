import { test } from 'vitest'
import { cutPower } from '../faults/power-cut.ts'

test.each([1, 2, 3])(
  'after a power cut at any of 200 random moments every acknowledged event is there (seed %i)',
  async (seed) => {
    await cutPower(200, seed)
  },
)
