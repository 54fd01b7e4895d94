import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createContain, createListeners } from '../../../../../src-main/broker/ibkr/connection/listeners.ts'

function build() {
  const faults: string[] = []
  const listeners = createListeners<string, [number]>(createContain((error) => faults.push(String(error))))
  return { faults, listeners }
}

it('tells the others although one listener throws, and reports it', () => {
  const { faults, listeners } = build()
  const heard: number[] = []
  listeners.add('price', () => {
    throw new Error('mine')
  })
  listeners.add('price', (value) => heard.push(value))
  listeners.tell('price', 5)
  expect(heard).toEqual([5])
  expect(faults).toEqual(['Error: mine'])
})

it('reports the rejection of a listener that is asynchronous', async () => {
  const { faults, listeners } = build()
  listeners.add('price', async () => {
    throw new Error('later')
  })
  listeners.tell('price', 5)
  await turn()
  expect(faults).toEqual(['Error: later'])
})

it('does not tell a listener that another one disposed of', () => {
  const { listeners } = build()
  const heard: string[] = []
  listeners.add('price', () => dispose())
  const dispose = listeners.add('price', () => heard.push('second'))
  listeners.tell('price', 5)
  expect(heard).toEqual([])
})

it('counts one listener that was added twice as two, and ends each alone', () => {
  const { listeners } = build()
  let heard = 0
  const listener = (): void => {
    heard++
  }
  const first = listeners.add('price', listener)
  listeners.add('price', listener)
  first()
  first()
  listeners.tell('price', 1)
  expect([heard, listeners.count()]).toEqual([1, 1])
})
