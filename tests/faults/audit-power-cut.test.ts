import { test } from 'vitest'
import { cutPower } from './power-cut.ts'

test('after a power cut at any of 60 random moments every acknowledged event is there, and the log goes on', async () => {
  await cutPower(60, 20_240_102)
})
