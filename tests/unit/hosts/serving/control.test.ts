import { describe, expect, it } from 'vitest'
import type { Command } from '../../../../src-shared/contract/commands.ts'
import { CONTROLLER_SILENCE_MS, HEARTBEAT_MS, PULSE_MS } from '../../../../src-shared/contract/protocol.ts'
import { serve, type TestWindow } from './served.ts'

const roleOf = (window: TestWindow): string | undefined => {
  const [welcome] = window.of('welcome')
  return window.of('role').at(-1)?.role ?? welcome?.role
}

/** Lets time pass while these windows say that they live. */
function passAlive(served: ReturnType<typeof serve>, ms: number, alive: readonly TestWindow[]): void {
  for (let passed = 0; passed < ms; passed += HEARTBEAT_MS) {
    served.time.pass(HEARTBEAT_MS)
    for (const window of alive) window.say({ type: 'heartbeat' })
  }
}

describe('one window controls', () => {
  it('the first that wants to; the others watch', () => {
    const { window } = serve()
    expect([window('viewer'), window(), window()].map(roleOf)).toEqual(['viewer', 'controller', 'viewer'])
  })

  it('another one when it takes control, and the one before is told', () => {
    const { window } = serve()
    const [first, second] = [window(), window()]
    second.say({ type: 'take-control' })
    expect([first, second].map(roleOf)).toEqual(['viewer', 'controller'])
    expect(first.of('role')[0]?.reason).toContain('Another window')
  })

  it('when the controller goes, the oldest that wants to', () => {
    const { window } = serve()
    const [first, watcher, second, third] = [window(), window('viewer'), window(), window()]
    first.vanish()
    expect([watcher, second, third].map(roleOf)).toEqual(['viewer', 'controller', 'viewer'])
  })

  it('when the controller falls silent, one that is heard', () => {
    const served = serve()
    const [silent, dead, alive] = [served.window(), served.window(), served.window()]
    passAlive(served, CONTROLLER_SILENCE_MS + HEARTBEAT_MS, [alive])
    expect([silent, dead, alive].map(roleOf)).toEqual(['viewer', 'viewer', 'controller'])
    expect(silent.of('role')[0]?.reason).toContain('10 seconds')
  })

  it('nobody when all are silent, and then the next that is heard', () => {
    const served = serve()
    const [one, other] = [served.window(), served.window()]
    served.time.pass(CONTROLLER_SILENCE_MS + 2 * PULSE_MS)
    expect([one, other].map(roleOf)).toEqual(['viewer', 'viewer'])
    other.say({ type: 'heartbeat' })
    expect([one, other].map(roleOf)).toEqual(['viewer', 'controller'])
  })

  it('again when it speaks after its silence and the role is still free: its command is obeyed', () => {
    const { window, time, service } = serve()
    const one = window()
    time.pass(CONTROLLER_SILENCE_MS + 2 * PULSE_MS)
    one.say({ type: 'command', id: 'a', command: { kind: 'clock-pause' } })
    expect(service.commands).toHaveLength(1)
  })

  it('as long as it is heard', () => {
    const served = serve()
    const [one, other] = [served.window(), served.window()]
    passAlive(served, 3 * CONTROLLER_SILENCE_MS, [one, other])
    expect([one, other].map(roleOf)).toEqual(['controller', 'viewer'])
  })
})

describe('a window that only watches', () => {
  const commands: readonly Command[] = [
    { kind: 'stage', symbol: 'NVDA', side: 'long', quantity: 1, limit: 2, stop: 1, target: 3 },
    { kind: 'edit', ref: 'x', revision: 1, change: { quantity: 2 } },
    { kind: 'approve', ref: 'x', revision: 1 },
    { kind: 'approve-all', shown: [{ ref: 'x', revision: 1 }] },
    { kind: 'set-trading-state', state: 'active' },
    { kind: 'set-automatic-approval', on: true },
    { kind: 'clock-pause' },
    { kind: 'clock-seek', time: 0 },
    { kind: 'clock-restart' },
  ]
  it.each(commands)('is refused $kind, which the audit hears of', (command) => {
    const { window, service } = serve()
    window()
    const watcher = window('viewer')
    watcher.say({ type: 'command', id: 'a', command })
    expect(watcher.of('refused')[0]?.error.code).toBe('not-controller')
    expect(service.commands).toEqual([])
    expect(service.intrusions).toMatchObject([{ by: 'window 2 (browser)', code: 'not-controller' }])
  })

  const always: readonly Command[] = [
    { kind: 'stop' },
    { kind: 'flatten' },
    { kind: 'close', book: { kind: 'simulated' }, symbol: 'NVDA', limit: null },
    { kind: 'cancel', ref: 'x' },
    { kind: 'decline', ref: 'x' },
    { kind: 'decline-all' },
    { kind: 'set-mode', mode: 'dry-run' },
    { kind: 'set-automatic-approval', on: false },
  ]
  it.each(always)('is never held up with $kind', (command) => {
    const { window, service } = serve()
    window()
    window('viewer').say({ type: 'command', id: 'a', command })
    expect(service.commands).toMatchObject([{ command, by: 'window 2 (browser)' }])
  })
})
