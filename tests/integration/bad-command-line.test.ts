import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { commandLine, createCommandUser } from '../support/command-line.ts'

const user = createCommandUser()
afterAll(() => user.remove())

/** A file in the user's home. @returns its path */
function fileWith(name: string, content: string): string {
  const file = join(user.home, name)
  writeFileSync(file, content)
  return file
}

/** A folder of bar files. */
function folderWith(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(user.home, name)
  mkdirSync(folder)
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content)
  return folder
}

const HEADER = 'timestamp,open,high,low,close,volume'
const bars = (...rows: string[]): string => [HEADER, ...rows].join('\n')
const spy = bars('2024-01-02T09:30:00,470,471,469,470.5,1000', '2024-01-02T09:35:00,470.5,471,470,470.7,1000')

const folders = {
  'without SPY': folderWith('without-spy', { 'AAPL.csv': spy }),
  'with words for numbers': folderWith('words', { 'SPY.csv': bars('2024-01-02T09:30:00,a,b,c,d,e') }),
  'without a volume column': folderWith('no-volume', { 'SPY.csv': 'timestamp,open,high,low,close\n1,1,1,1,1' }),
  'in UTC': folderWith('utc', { 'SPY.csv': bars('2024-01-02T14:30:00Z,470,471,469,470.5,1000') }),
  'without files': folderWith('empty', {}),
  good: folderWith('good', { 'SPY.csv': spy, 'AAPL.csv': spy }),
}

const db = join(user.home, 'any.db')

describe('a command line that cannot be carried out ends with exit code 2 and one line', () => {
  it.each<[string, string[], string | RegExp]>([
    ['an unknown command', ['rum'], /unknown command 'rum'.*run/],
    ['an unknown flag', ['run', '--headles'], /unknown option '--headles'.*--headless/],
    ['a flag without its value', ['run', '--replay'], "option '--replay <folder>' argument missing"],
    ['two sources at once', ['run', '--demo', '--replay', 'x'], 'cannot be used with'],
    ['a symbol that is none', ['run', '--symbols', 'nvda!', '--db', db], '--symbols'],
    ['a symbol without bars', ['run', '--symbols', 'ZZZZ', '--db', db], 'there are no bars of ZZZZ'],
    ['a profile that is none', ['run', '--profile', 'lucky', '--db', db], 'There is no profile lucky'],
    ['a seed that is none', ['run', '--seed', 'x', '--db', db], '--seed'],
    ['a speed of nothing', ['run', '--speed', '0', '--db', db], '--speed'],
    ['a folder that is none', ['run', '--replay', join(user.home, 'nowhere'), '--db', db], 'nowhere'],
    ['bars without SPY', ['run', '--replay', folders['without SPY'], '--db', db], 'no bars of SPY'],
    ['bars of words', ['run', '--replay', folders['with words for numbers'], '--db', db], 'SPY.csv'],
    ['bars without a column', ['run', '--replay', folders['without a volume column'], '--db', db], 'volume'],
    ['bars with a zone', ['run', '--replay', folders['in UTC'], '--db', db], 'SPY.csv, line 2'],
    ['a folder without bars', ['run', '--replay', folders['without files'], '--db', db], 'no CSV file'],
    ['a seek in a headless run', ['run', '--headless', '--seek', '10:00', '--db', db], 'leave --headless away'],
    ['a seek to no time', ['run', '--seek', 'noon', '--db', db], 'HH:MM'],
    ['a seek outside the session', ['run', '--seek', '03:00', '--db', db], 'outside the sessions'],
    ['a database that is no file', ['run', '--headless', '--db', user.home], 'is not a file'],
    ['an audit that is not there', ['audit', 'verify', '--db', join(user.home, 'absent.db')], 'does not exist'],
    ['an audit that is a text', ['audit', 'replay', '--db', fileWith('text.db', 'hello')], 'text.db'],
    ['an audit that is empty', ['audit', 'list', '--db', fileWith('empty.db', '')], 'empty'],
    ['a day that is none', ['audit', 'replay', '--day', '2024-02-30', '--db', db], 'a date as YYYY-MM-DD'],
    ['a day and a range', ['audit', 'replay', '--day', '2024-02-01', '--to', '2024-02-02'], 'cannot be used with'],
    ['a type that is none', ['audit', 'list', '--type', 'bars', '--db', db], 'Allowed choices'],
    ['a limit that is none', ['audit', 'list', '--limit', '-1', '--db', db], '--limit takes a whole number'],
    ['threads without number', ['audit', 'verify', '--threads', 'all', '--db', db], '--threads takes a whole number'],
  ])('%s', async (_case, args, words) => {
    const { code, stdout, stderr } = await commandLine(...args)
    expect(stderr).toMatch(words)
    expect(stderr.split('\n')).toHaveLength(1)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })
})

describe('the program as a user starts it', () => {
  it('names the nearest right key of a wrong one in .env', async () => {
    fileWith('.env', 'TRADING_DRYRUN=true\n')
    chmodSync(join(user.home, '.env'), 0o600)
    const run = await user.run(['run', '--headless'])
    writeFileSync(join(user.home, '.env'), '')
    expect(run.code).toBe(2)
    expect(run.stderr).toMatch(/^TRADING_DRYRUN in .*\.env is not a setting; the nearest is TRADING_DRY_RUN\n$/)
  })

  it('names a wrong value in the environment with what was expected', async () => {
    const run = await user.run(['run', '--headless'], { TRADING_SPEED: 'fast' })
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toBe('TRADING_SPEED in the environment: expected a number from 0.1 to 100000, got "fast"\n')
  })

  it('writes the demo into the data folder of its user, and reads the audit written last', async () => {
    const run = await user.run(['run', '--headless', '--json'])
    expect(run.code).toBe(0)
    const verify = await user.run(['audit', 'verify'])
    expect(verify.code).toBe(0)
    expect(verify.stderr).toContain(join('orchestrator-cockpit', 'demo.db'))
  })

  it('does not let a path meant for live trading take a demo', async () => {
    const live = join(user.home, 'live.db')
    const run = await user.run(['run', '--headless', '--json'], { TRADING_DB_PATH: live })
    expect(run.code).toBe(0)
    expect(() => readFileSync(live)).toThrow('ENOENT')
  })

  it('never shows an order token', async () => {
    const token = 'correct-horse-battery'
    const run = await user.run(['run', '--headless', '--json', '--db', db], { TRADING_ORDER_TOKEN: token })
    const list = await user.run(['audit', 'list', '--type', 'configuration', '--json', '--db', db])
    expect(list.stdout).toContain('orderToken')
    expect(run.stdout + run.stderr + list.stdout + readFileSync(db, 'latin1')).not.toContain(token)
  })

  it('says that nothing is recorded yet', async () => {
    const newcomer = createCommandUser()
    const verify = await newcomer.run(['audit', 'verify'])
    newcomer.remove()
    expect(verify).toMatchObject({ code: 2, stderr: expect.stringContaining('Nothing has been recorded yet') })
  })

  it('leaves out what is wrong with single rows, counts it, and says so', async () => {
    const folder = folderWith('one-bad-row', {
      'SPY.csv': `${spy}\n2024-01-02T09:40:00,470,469,471,470,10\n2024-01-02T09:45:00,470,471,469,470,10`,
    })
    const run = await user.run([
      'run',
      '--replay',
      folder,
      '--headless',
      '--symbols',
      'SPY',
      '--db',
      join(user.home, 'r.db'),
    ])
    expect(run.code).toBe(0)
    expect(run.stderr).toMatch(/SPY\.csv: rows left out: 1 \(.*\), the first in line 4/)
    expect(run.stdout).toContain('3 decisions on 3 bars')
  })
})
