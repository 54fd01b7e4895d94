import { describe, expect, it } from 'vitest'
import { CONTROLLER_SILENCE_MS, HEARTBEAT_MS, PULSE_MS } from '../../../../src-shared/contract/protocol.ts'
import { serve } from './served.ts'

describe('the session is told whether somebody who may command is there', () => {
  it('once, when the first window that controls comes', () => {
    const { window, service } = serve()
    window('viewer')
    expect(service.presences).toEqual([])
    window()
    window()
    expect(service.presences).toEqual(['controller-present'])
  })

  it('not of a command line, which watches over nothing', () => {
    const { window, service } = serve()
    window('viewer', 'command-line')
    expect(service.presences).toEqual([])
  })

  it('that it is gone when nobody has come back within ten seconds', () => {
    const { window, service, time } = serve()
    window().vanish()
    time.pass(CONTROLLER_SILENCE_MS - 1)
    expect(service.presences).toEqual(['controller-present'])
    time.pass(1)
    expect(service.presences).toEqual(['controller-present', 'controller-gone'])
  })

  it('not that it is gone when the window was only loaded anew', () => {
    const { window, service, time } = serve()
    window().vanish()
    time.pass(2_000)
    const back = window()
    for (let passed = 0; passed < 2 * CONTROLLER_SILENCE_MS; passed += HEARTBEAT_MS) {
      time.pass(HEARTBEAT_MS)
      back.say({ type: 'heartbeat' })
    }
    expect(service.presences).toEqual(['controller-present', 'controller-present'])
  })

  it('not that it is gone when another window takes over', () => {
    const { window, service, time } = serve()
    const [first, second] = [window(), window()]
    first.vanish()
    time.pass(HEARTBEAT_MS)
    second.say({ type: 'heartbeat' })
    time.pass(CONTROLLER_SILENCE_MS - HEARTBEAT_MS)
    expect(service.presences).toEqual(['controller-present'])
  })

  it('that it is silent after ten seconds without a word, and present again with the next', () => {
    const { window, service, time } = serve()
    const one = window()
    time.pass(CONTROLLER_SILENCE_MS + 2 * PULSE_MS)
    expect(service.presences).toEqual(['controller-present', 'controller-silent'])
    one.say({ type: 'heartbeat' })
    expect(service.presences.at(-1)).toBe('controller-present')
  })

  it('of nothing more when the cockpit ends', () => {
    const { window, service, time, connections } = serve()
    window()
    connections.close()
    time.pass(2 * CONTROLLER_SILENCE_MS)
    expect(service.presences).toEqual(['controller-present'])
    expect(time.timers).toBe(0)
  })
})

describe('a command line beside a window that controls', () => {
  const order = { symbol: 'NVDA', side: 'long', quantity: 1, limit: 2, stop: 1, target: 3 } as const

  it.each([
    { kind: 'place', ...order, mode: 'dry-run' },
    { kind: 'place-confirmed', order, token: 'secret' },
    { kind: 'modify', ref: 'x', change: { limit: 2 } },
    { kind: 'acknowledge', difference: 'x' },
  ] as const)('may ask for $kind, and takes nothing away from it', (command) => {
    const { window, service } = serve()
    const controlling = window()
    window('viewer', 'command-line').say({ type: 'command', id: 'a', command })
    expect(service.commands).toMatchObject([{ command, by: 'command line' }])
    expect(controlling.of('role')).toEqual([])
  })

  it.each([
    { kind: 'place', ...order, mode: 'live' },
    { kind: 'approve', ref: 'x', revision: 1 },
    { kind: 'set-automatic-approval', on: true },
    { kind: 'extend-arming', token: 'secret', minutes: 60 },
    { kind: 'set-token', token: 'secret', oldToken: null },
  ] as const)('is refused $kind', (command) => {
    const { window, service } = serve()
    window()
    const typed = window('viewer', 'command-line')
    typed.say({ type: 'command', id: 'a', command })
    expect(typed.of('refused')[0]?.error.code).toBe('not-controller')
    expect(service.commands).toEqual([])
  })

  it('is refused what a window that watches asks for', () => {
    const { window, service } = serve()
    window()
    window('viewer').say({ type: 'command', id: 'a', command: { kind: 'modify', ref: 'x', change: { limit: 2 } } })
    expect(service.commands).toEqual([])
  })
})
