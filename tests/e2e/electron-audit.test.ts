import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openAuditReader } from '../../src-main/audit/audit-reader.ts'
import type { EventType } from '../../src-main/audit/event-types.ts'
import { SIGNALS } from '../../src-main/hosts/electron/signals.ts'
import { ELECTRON_WAYS, type ElectronApp, launchElectron } from '../support/electron-app.ts'
import { stageApp } from '../support/staged-app.ts'
import { until } from '../support/until.ts'

/** What one program did, from its start to its end, is read from its audit afterwards. */
describe.each(ELECTRON_WAYS)('the audit of a program under the %s Electron', (way) => {
  const home = mkdtempSync(join(tmpdir(), 'electron-home-'))
  let hangingFor = 0
  let rows: readonly { readonly type: string; readonly payload: Readonly<Record<string, unknown>> }[] = []

  const read = (type: EventType): readonly Readonly<Record<string, unknown>>[] =>
    rows.filter((row) => row.type === type).map(({ payload }) => payload)

  beforeAll(async () => {
    const staged = stageApp()
    const app = await launchElectron({ way, app: staged.folder, home })
    try {
      await until('ready signal', () => app.stdout().includes(SIGNALS.ready))
      await forgeSenders(app)
      await machineEvents(app)
      hangingFor = await commandsWhileThePageHangs(app)
      await closeWindow(app)
      await app.exited
    } finally {
      await app.close()
      staged.remove()
    }
    const reader = openAuditReader(join(home, 'data', 'orchestrator-cockpit', 'demo.db'))
    if (!reader.ok) throw new Error(reader.error.message)
    const { events } = reader.value.events({}, { order: 'newest-first', beyond: null, limit: 1_000 })
    rows = events.map(({ type, payload }) => ({ type, payload: JSON.parse(payload) })).toReversed()
    reader.value.close()
  })
  afterAll(() => rmSync(home, { recursive: true, force: true }))

  test('holds STOP and dry run, which need no page, in their order', () => {
    expect(hangingFor).toBeLessThan(1_000)
    expect(read('command').map(({ by, text }) => [by, text])).toEqual([
      ['STOP key or menu', '{"kind":"stop"}'],
      ['STOP key or menu', '{"kind":"stop"}'],
      ['menu', '{"kind":"set-mode","mode":"dry-run"}'],
    ])
  })

  test('holds each sender that was not heeded', () => {
    const foreign = read('intrusion').filter(({ code }) => code === 'foreign-sender')
    expect(foreign.map(({ detail }) => detail)).toEqual([
      'a frame that is gone',
      'a frame within the page',
      'a page of another address',
      'contents of no window of ours',
    ])
  })

  test('holds sleep, the locked screen and the end of the window', () => {
    const notes = read('note').map(({ text }) => text)
    expect(notes).toEqual([
      'The computer goes to sleep.',
      'The computer is awake again.',
      'The screen was locked.',
      'The screen was unlocked.',
      'The window was closed.',
    ])
  })

  test('ends with the session', () => {
    expect(rows.at(-1)?.type).toBe('session-ended')
  })
})

const forgeSenders = (app: ElectronApp): Promise<void> =>
  app.evaluate(({ ipcMain, BrowserWindow }) => {
    const sender = BrowserWindow.getAllWindows()[0]?.webContents
    const text = JSON.stringify({ type: 'command', id: 'forged', command: { kind: 'flatten' } })
    const own = { url: 'app://orchestrator/', parent: null }
    ipcMain.emit('cockpit:to-main', { sender, senderFrame: null }, text)
    ipcMain.emit('cockpit:to-main', { sender, senderFrame: { ...own, parent: own } }, text)
    ipcMain.emit('cockpit:to-main', { sender, senderFrame: { ...own, url: 'https://example.com/' } }, text)
    ipcMain.emit('cockpit:to-main', { sender: { id: 99 }, senderFrame: own }, text)
  }, null)

const machineEvents = (app: ElectronApp): Promise<void> =>
  app.evaluate(({ powerMonitor }) => {
    for (const name of ['suspend', 'resume', 'lock-screen', 'unlock-screen']) powerMonitor.emit(name)
  }, null)

const closeWindow = (app: ElectronApp): Promise<void> =>
  app.evaluate(({ BrowserWindow }) => {
    // After the answer: the program ends with its window.
    setImmediate(() => BrowserWindow.getAllWindows()[0]?.close())
  }, null)

/** @returns how long the commands took, ms */
async function commandsWhileThePageHangs(app: ElectronApp): Promise<number> {
  const page = await app.page()
  const hanging = page.evaluate(`{ const end = Date.now() + 3000; while (Date.now() < end) {} }`)
  const took = await app.evaluate(({ BrowserWindow, Menu }) => {
    const begun = performance.now()
    const menu = Menu.getApplicationMenu()
    menu?.getMenuItemById('stop')?.click()
    const key = { type: 'keyDown', key: 'X', control: true, meta: false, shift: true, alt: false }
    BrowserWindow.getAllWindows()[0]?.webContents.emit('before-input-event', { preventDefault() {} }, key)
    menu?.getMenuItemById('dry-run')?.click()
    return performance.now() - begun
  }, null)
  await hanging
  return took
}
