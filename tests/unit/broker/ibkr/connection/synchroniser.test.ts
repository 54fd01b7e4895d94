import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createSynchroniser } from '../../../../../src-main/broker/ibkr/connection/synchroniser.ts'
import { holdTime } from '../../../../support/ibkr/held-time.ts'

function build() {
  const time = holdTime()
  const faults: string[] = []
  const log: string[] = []
  const synchroniser = createSynchroniser(time, (error) => faults.push(String(error)))
  return { time, faults, log, synchroniser }
}

it('does the steps one after the other, in their order', async () => {
  const { log, synchroniser } = build()
  const step = (name: string) => async () => {
    log.push(`begin ${name}`)
    await turn()
    log.push(`end ${name}`)
    return true
  }
  synchroniser.onSynchronise(20, step('second'))
  synchroniser.onSynchronise(10, step('first'))
  const done = new Promise((resolve) => synchroniser.run('connected', resolve))
  expect(await done).toBe(true)
  expect(log).toEqual(['begin first', 'end first', 'begin second', 'end second'])
})

it('ends with the first step that fails or throws', async () => {
  const { log, faults, synchroniser } = build()
  synchroniser.onSynchronise(1, () => Promise.reject(new Error('no answer')))
  synchroniser.onSynchronise(2, async () => log.push('never') > 0)
  expect(await new Promise((resolve) => synchroniser.run('connected', resolve))).toBe(false)
  expect(log).toEqual([])
  expect(faults).toEqual(['Error: no answer'])
})

it('never runs a step twice at the same time: a new run waits for the end of the old step', async () => {
  const { log, synchroniser } = build()
  const ends: ((done: boolean) => void)[] = []
  synchroniser.onSynchronise(1, (reason) => {
    log.push(reason)
    return new Promise((resolve) => ends.push(resolve))
  })
  synchroniser.run('connected', () => log.push('first done'))
  await turn()
  const second = new Promise((resolve) => synchroniser.run('data-lost', resolve))
  await turn()
  expect(log).toEqual(['connected'])
  ends[0]?.(true)
  await turn()
  expect(log).toEqual(['connected', 'data-lost'])
  ends[1]?.(true)
  expect(await second).toBe(true)
  expect(log).not.toContain('first done')
})

it('begins no further step of a run that was cut short', async () => {
  const { log, synchroniser } = build()
  synchroniser.onSynchronise(1, async (reason) => {
    log.push(`first ${reason}`)
    if (reason === 'connected') synchroniser.run('data-kept', () => log.push('done'))
    return true
  })
  synchroniser.onSynchronise(2, async (reason) => log.push(`second ${reason}`) > 0)
  synchroniser.run('connected', () => log.push('never'))
  await turn()
  expect(log).toEqual(['first connected', 'first data-kept', 'second data-kept', 'done'])
})

it('says nothing of a run that was abandoned', async () => {
  const { log, synchroniser } = build()
  synchroniser.onSynchronise(1, () => Promise.resolve(true))
  synchroniser.run('connected', () => log.push('done'))
  synchroniser.abandon()
  await turn()
  expect(log).toEqual([])
})

it('gives up on a step that never ends, and reports it', async () => {
  const { faults, synchroniser, time } = build()
  synchroniser.onSynchronise(1, () => new Promise(() => {}))
  const done = new Promise((resolve) => synchroniser.run('connected', resolve))
  await turn()
  time.advance(120_000)
  expect(await done).toBe(false)
  expect(faults[0]).toContain('did not come to an end')
})
