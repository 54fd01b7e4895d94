import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { folderOf } from '../unit/simulator/replay/bar-files.ts'
import { readInSmallHeap, writeLargeBarFile } from '../unit/simulator/replay/large-bar-file.ts'

const GIGABYTE = 1_000_000_000
const MEGABYTE = 1_000_000

describe('a bar file of a gigabyte', () => {
  test.each(['SPY.csv.gz', 'SPY.csv'])('is streamed in bounded memory: %s', { timeout: 600_000 }, async (name) => {
    const folder = folderOf({})
    const bars = await writeLargeBarFile(join(folder, name), GIGABYTE)
    const read = await readInSmallHeap(folder, 64)
    expect(read.bars).toBe(bars)
    expect(read.maxRssBytes).toBeLessThan(200 * MEGABYTE)
  })
})
