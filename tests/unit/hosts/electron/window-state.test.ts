import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keepWindowState, placementFrom } from '../../../../src-main/hosts/electron/window-state.ts'

const SCREEN = { x: 0, y: 25, width: 1920, height: 1055 }
const FIRST = { width: 1440, height: 900, maximised: false }
const KEPT = { x: 100, y: 60, width: 1200, height: 800, maximised: false }

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'window-state-'))
  file = join(folder, 'window-state.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the place of the window', () => {
  test('is the one that was kept', () => {
    keepWindowState(file, KEPT)
    expect(placementFrom(file, [SCREEN])).toEqual(KEPT)
    expect(readdirSync(folder)).toEqual(['window-state.json'])
  })

  test('is left to the system, in the kept size, when its screen is gone', () => {
    keepWindowState(file, { ...KEPT, x: 3000 })
    expect(placementFrom(file, [SCREEN])).toEqual({ width: 1200, height: 800, maximised: false })
  })

  test('is on a second screen when that is there', () => {
    keepWindowState(file, { ...KEPT, x: -1500 })
    const second = { ...SCREEN, x: -1920 }
    expect(placementFrom(file, [SCREEN, second])).toMatchObject({ x: -1500, y: 60 })
  })

  test('never has its title bar above the screen', () => {
    keepWindowState(file, { ...KEPT, y: 0 })
    expect(placementFrom(file, [SCREEN])).not.toHaveProperty('y')
  })

  test.each([
    ['nothing', null],
    ['no JSON', '{'],
    ['a size that is too small', JSON.stringify({ ...KEPT, width: 10 })],
    ['a size that is no number', JSON.stringify({ ...KEPT, height: '800' })],
    ['a place far away', JSON.stringify({ ...KEPT, x: 1e9 })],
    ['a field of another version', JSON.stringify({ ...KEPT, zoom: 2 })],
    ['a list', '[1,2,3,4,true]'],
  ])('is that of a first start when the file has %s', (_what, text) => {
    if (text !== null) writeFileSync(file, text)
    expect(placementFrom(file, [SCREEN])).toEqual(FIRST)
  })
})
