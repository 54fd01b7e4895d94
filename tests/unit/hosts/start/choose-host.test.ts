import { describe, expect, it } from 'vitest'
import { type HostFacts, whyNotElectron } from '../../../../src-main/hosts/start/choose-host.ts'

const desktop: HostFacts = { platform: 'linux', env: { DISPLAY: ':0' }, isRoot: false, browserFlags: [] }

describe('Electron is tried', () => {
  it.each<[string, Partial<HostFacts>]>([
    ['on an X display', {}],
    ['on a Wayland display', { env: { WAYLAND_DISPLAY: 'wayland-0' } }],
    ['on macOS', { platform: 'darwin', env: {} }],
    ['on Windows', { platform: 'win32', env: {} }],
  ])('%s', (_where, facts) => {
    expect(whyNotElectron({ ...desktop, ...facts })).toBeNull()
  })
})

describe('Electron is not tried, and it is said why', () => {
  it.each<[string, Partial<HostFacts>, RegExp]>([
    ['without a display', { env: {} }, /no display/],
    ['with a display of no name', { env: { DISPLAY: '' } }, /no display/],
    ['as root', { isRoot: true }, /root/],
    ['with --port', { browserFlags: ['--port'] }, /--port/],
    ['with --no-open, also on macOS', { platform: 'darwin', browserFlags: ['--no-open'] }, /--no-open/],
  ])('%s', (_where, facts, why) => {
    expect(whyNotElectron({ ...desktop, ...facts })).toMatch(why)
  })
})
