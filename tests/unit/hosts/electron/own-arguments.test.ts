import { describe, expect, test } from 'vitest'
import { ownArguments } from '../../../../src-main/hosts/electron/own-arguments.ts'

describe('the arguments of the trader', () => {
  test('come after the app where it is not packaged', () => {
    expect(ownArguments(['electron', '.', '--replay', 'bars', '--fresh'], true)).toEqual([
      '--replay',
      'bars',
      '--fresh',
    ])
  })

  test('come after the program where it is packaged', () => {
    expect(ownArguments(['orchestrator-cockpit', '--demo'], false)).toEqual(['--demo'])
  })

  test('are not what Chromium and Electron take', () => {
    const argv = ['electron', '--no-sandbox', '--remote-debugging-port=0', '.', '--ozone-platform=wayland', '--fresh']
    expect(ownArguments(argv, true)).toEqual(['--fresh'])
  })

  test('stay when they only begin like one of theirs', () => {
    expect(ownArguments(['electron', '.', '--no-sandboxed'], true)).toEqual(['--no-sandboxed'])
  })
})
