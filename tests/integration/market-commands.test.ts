import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createCommandUser } from '../support/command-line.ts'

const user = createCommandUser()
afterAll(() => user.remove())

const exporting = (file: string, symbols: readonly string[], from: string) =>
  user.run(['export-history', ...symbols, '--bar-size', '1d', '--from', from, '--out', join(user.home, file)])

describe('an export of history', () => {
  it('does not put earlier bars behind later ones: it names the hole and leaves the file as it is', async () => {
    expect(await exporting('later.csv', ['SPY'], '2024-11-11')).toMatchObject({ code: 0 })
    const before = readFileSync(join(user.home, 'later.csv'), 'utf8')
    const refused = await exporting('later.csv', ['SPY'], '2024-11-05')
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toMatch(/has SPY from 2024-11-11 on, and there are bars before it: name another file/)
    expect(readFileSync(join(user.home, 'later.csv'), 'utf8')).toBe(before)
  })

  it('names the sessions of which there are no bars, also when it goes on', async () => {
    const first = await exporting('long.csv', ['SPY'], '2024-09-23')
    expect(first.stderr).toMatch(/SPY: there are no bars of 17 sessions, the first 2024-09-23, the last 2024-10-15/)
    const again = await exporting('long.csv', ['SPY'], '2024-09-23')
    expect(again).toMatchObject({ code: 0, stdout: first.stdout })
  })

  it('makes no file for a symbol that is not listed', async () => {
    const refused = await exporting('none.csv', ['SPY', 'ZZZZ'], '2024-11-11')
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('ZZZZ is not listed') })
    expect(existsSync(join(user.home, 'none.csv'))).toBe(false)
  })
})

describe('a history command', () => {
  it('says that there has been no session yet', async () => {
    const refused = await user.run(['history', 'SPY', '--from', '2024-11-16', '--to', '2024-11-17'])
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toContain('no session from 2024-11-16 to 2024-11-17; it is 2024-11-15 in New York')
  })
})

describe('where TWS is', () => {
  it('stands in .env as well, and a flag before the command is stronger', async () => {
    const env = join(user.home, '.env')
    writeFileSync(env, 'TRADING_BROKER=ibkr\nIBKR_HOST=127.0.0.1\nIBKR_PORT=1\nIBKR_CLIENT_ID=42\n')
    chmodSync(env, 0o600)
    const [stored, flagged] = await Promise.all([
      user.run(['snapshot', 'SPY']),
      user.run(['--ibkr-port', '2', 'snapshot', 'SPY']),
    ])
    writeFileSync(env, '')
    expect(stored).toMatchObject({ code: 1, stderr: expect.stringContaining('at 127.0.0.1:1 as client 42') })
    expect(flagged).toMatchObject({ code: 1, stderr: expect.stringContaining('at 127.0.0.1:2 as client 42') })
  })
})
