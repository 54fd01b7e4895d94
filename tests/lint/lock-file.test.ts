import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ optionalDependencies: z.record(z.string(), z.string()).default({}), resolved: z.string().optional() }),
  ),
})
const LOCK = lockSchema.parse(
  JSON.parse(readFileSync(resolve(import.meta.dirname, '..', '..', 'package-lock.json'), 'utf8')),
)

test('the lock file has every package for every platform that it names, or npm ci refuses it', () => {
  const locked = new Set(Object.keys(LOCK.packages).map((path) => path.split('node_modules/').at(-1)))
  const missing = Object.entries(LOCK.packages).flatMap(([path, { optionalDependencies }]) =>
    Object.keys(optionalDependencies).flatMap((name) => (locked.has(name) ? [] : [`${path}: ${name}`])),
  )
  expect(missing).toEqual([])
})

test('the lock file names no download address', () => {
  expect(Object.keys(LOCK.packages).filter((path) => LOCK.packages[path]?.resolved !== undefined)).toEqual([])
})
