import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { steerByKeys } from '../../../../src-main/hosts/cli/clock-keys.ts'
import { createVirtualClock, type VirtualClock } from '../../../../src-main/simulator/virtual-clock.ts'
import { utcMs } from '../../../../src-shared/domain/time.ts'

/** A keyboard as a terminal gives it, and a clock that it steers. */
function atTheKeyboard() {
  const raw: boolean[] = []
  const input = Object.assign(new PassThrough(), { setRawMode: (mode: boolean) => raw.push(mode) })
  const said: string[] = []
  let quits = 0
  const clock: VirtualClock = createVirtualClock({
    start: utcMs(0),
    speed: 60,
    operator: { monotonic: () => 0 },
    schedule: () => () => {},
  })
  const letGo = steerByKeys(
    input,
    clock,
    (text) => said.push(text),
    () => quits++,
  )
  const press = (keys: string): void => {
    for (const key of keys) input.emit('keypress', key)
  }
  return { clock, said, raw, letGo, press, quits: () => quits, listeners: () => input.listenerCount('keypress') }
}

describe('the keys of a paced run', () => {
  it('pause and resume with the space bar, and say so', () => {
    const { clock, said, press } = atTheKeyboard()
    press(' ')
    expect(clock.paused).toBe(true)
    press(' ')
    expect(clock.paused).toBe(false)
    expect(said).toEqual(['paused', 'running'])
  })

  it('double and halve the speed', () => {
    const { clock, said, press } = atTheKeyboard()
    press('++-')
    expect(clock.speed).toBe(120)
    expect(said).toEqual(['speed 120×', 'speed 240×', 'speed 120×'])
  })

  it('pause before stepping', () => {
    const { clock, press } = atTheKeyboard()
    press('s')
    expect(clock.paused).toBe(true)
  })

  it('end the run with q and with Ctrl-C, and ignore every other key', () => {
    const { quits, press } = atTheKeyboard()
    press('xyz')
    expect(quits()).toBe(0)
    press('q\u0003')
    expect(quits()).toBe(2)
  })

  it('are given back', () => {
    const { raw, letGo, listeners } = atTheKeyboard()
    letGo()
    expect(raw).toEqual([true, false])
    expect(listeners()).toBe(0)
  })
})
