import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keepPictureOnFailure } from '../support/browser.ts'
import { ELECTRON_WAYS, type ElectronApp, launchElectron } from '../support/electron-app.ts'
import { decisionTime } from '../support/scorecard.ts'

const PROJECT = resolve(import.meta.dirname, '..', '..')

describe.each(ELECTRON_WAYS)('the built cockpit under the %s Electron', (way) => {
  const home = mkdtempSync(join(tmpdir(), 'electron-home-'))
  const complaints: string[] = []
  let app: ElectronApp
  let page: Page
  keepPictureOnFailure(() => page)

  beforeAll(async () => {
    app = await launchElectron({ way, app: PROJECT, home })
    page = await app.page()
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
  })
  afterAll(async () => {
    await app.close()
    rmSync(home, { recursive: true, force: true })
  })

  test('shows a scorecard with the reasons of all six edges, and then the next decision', async () => {
    const first = await decisionTime(page)
    const card = page.getByRole('region', { name: 'Scorecard' })
    for (const edge of ['Regime', 'Strength', 'Statistics', 'Volume', 'Cross', 'Time']) {
      expect(await card.getByText(edge, { exact: true }).first().isVisible()).toBe(true)
    }
    expect(await decisionTime(page, first)).not.toBe(first)
  })

  test('says in its title and in its page that nothing leaves the machine', async () => {
    expect(await page.getByText('DRY RUN').first().isVisible()).toBe(true)
    const title = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle(), null)
    expect(title).toMatch(/^DRY RUN — /)
  })

  test('goes on after its page was loaded anew', async () => {
    const before = await decisionTime(page)
    await page.reload()
    expect(await decisionTime(page, before)).not.toBe(before)
  })

  test('has no complaint of its page: no error, nothing that the policy refused', () => {
    expect(complaints).toEqual([])
  })
})
