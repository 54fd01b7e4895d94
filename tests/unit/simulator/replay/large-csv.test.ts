import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderOf } from './bar-files.ts'
import { readInSmallHeap, writeLargeBarFile } from './large-bar-file.ts'

test('a file far larger than the heap is read to its end', async () => {
  const folder = folderOf({})
  const bars = await writeLargeBarFile(join(folder, 'SPY.csv.gz'), 100_000_000)
  const read = await readInSmallHeap(folder, 32)
  expect(read.bars).toBe(bars)
})
