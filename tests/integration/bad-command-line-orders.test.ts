import { afterAll, describe, expect, it } from 'vitest'
import { commandLine, createCommandUser } from '../support/command-line.ts'

const user = createCommandUser()
afterAll(() => user.remove())

const PLACE = ['place-order', 'NVDA', '--side', 'buy', '--quantity', '10']
const BRACKET = ['place-bracket', 'NVDA', '--side', 'sell', '--quantity', '10']
const quantity = (text: string): string[] => ['place-order', 'NVDA', '--dry-run', '--side', 'buy', '--quantity', text]
const TOKEN = 'correct-horse-battery'

describe('an order that cannot be one ends with exit code 2 and one line, before anything is opened', () => {
  it.each<[string, string[], string | RegExp]>([
    ['nothing to order', ['place-order', '--side', 'buy', '--quantity', '1'], "missing required argument 'symbol'"],
    ['two symbols', [...PLACE, 'AMD'], 'too many arguments'],
    ['no symbol', ['place-order', 'nvda!', '--side', 'buy', '--quantity', '1'], /not a symbol.*stocks and ETFs only/],
    ['a symbol for the shell', ['place-order', ';reboot', '--side', 'buy', '--quantity', '1'], 'not a symbol'],
    [
      'a symbol of a megabyte',
      ['place-order', 'A'.repeat(1_000_000), '--side', 'buy', '--quantity', '1'],
      'not a symb',
    ],
    ['no side', ['place-order', 'NVDA', '--quantity', '1'], "required option '--side <side>'"],
    ['another side', ['place-order', 'NVDA', '--side', 'long', '--quantity', '1'], 'Allowed choices are buy, sell'],
    ['no quantity', ['place-order', 'NVDA', '--side', 'buy'], "required option '--quantity <shares>'"],
    ['no shares', quantity('0'), '--quantity takes a whole number of shares'],
    ['shares below nothing', quantity('-1'), '--quantity takes a whole number of shares'],
    ['half a share', quantity('1.5'), '--quantity takes a whole number of shares'],
    ['shares that are no number', quantity('NaN'), '--quantity takes a whole number of shares'],
    ['shares without end', quantity('Infinity'), '--quantity takes a whole number of shares'],
    ['a billion shares in short', quantity('1e12'), '--quantity takes a whole number of shares'],
    ['a billion shares', quantity('1000000000000'), '--quantity takes a whole number of shares'],
    ['shares in other digits', quantity('１０'), '--quantity takes a whole number of shares'],
    ['a limit of nothing', [...PLACE, '--limit', '0'], '--limit takes a price in dollars'],
    ['a limit below nothing', [...PLACE, '--limit', '-3'], '--limit takes a price in dollars'],
    ['a limit that is no number', [...PLACE, '--limit', 'NaN'], '--limit takes a price in dollars'],
    ['a limit in words', [...PLACE, '--limit', 'market'], '--limit takes a price in dollars'],
    ['a limit with a comma', [...PLACE, '--limit', '487,30'], '--limit takes a price in dollars'],
    ['a limit in powers', [...PLACE, '--limit', '1e3'], '--limit takes a price in dollars'],
    ['a stop of nothing', [...PLACE, '--stop', '0'], '--stop takes a price in dollars'],
    ['a target without a number', [...PLACE, '--target'], "'--target <price>' argument missing"],
    ['a bracket without a stop', [...BRACKET, '--limit', '5', '--target', '4'], "required option '--stop <price>'"],
    ['a bracket without a limit', [...BRACKET, '--stop', '5', '--target', '4'], "required option '--limit <price>'"],
    ['a wait without end', [...PLACE, '--wait', 'forever'], '--wait takes a whole number'],
    ['an account that is none', [...PLACE, '--account', 'du 1; rm'], '--account takes an account id'],
    ['a dry run with a token', [...PLACE, '--dry-run', '--confirm-token', TOKEN], 'cannot be used together'],
    ['a token of nothing', [...PLACE, '--confirm-token', ''], 'there is no token'],
    ['two markets', [...PLACE, '--demo', '--gateway', '127.0.0.1:7497'], 'cannot be used with'],
    ['a gateway that is none', [...PLACE, '--dry-run', '--gateway', 'nas'], '--gateway takes an address'],
    ['a change of nothing', ['modify-order', 'a-1'], 'at least one of --quantity, --limit and --stop'],
    ['a change to no shares', ['modify-order', 'a-1', '--quantity', '0'], '--quantity takes a whole number'],
    ['a change of a target', ['modify-order', 'a-1', '--target', '5'], "unknown option '--target'"],
    ['a change of no order', ['modify-order', '', '--limit', '5'], 'reference has 1 to 64 characters'],
    ['a cancel of nothing', ['cancel-order'], "missing required argument 'reference'"],
    ['a cancel of a megabyte', ['cancel-order', 'x'.repeat(1_000_000)], 'reference has 1 to 64 characters'],
    ['a story of a megabyte', ['order-status', 'x'.repeat(1_000_000)], 'reference has 1 to 64 characters'],
    ['the track of nothing', ['oms-track'], "missing required argument 'reference'"],
    ['the difference of nothing', ['oms-reconcile', '--acknowledge', ''], '--acknowledge takes the id'],
    ['a long difference', ['oms-reconcile', '--acknowledge', 'x'.repeat(201)], '--acknowledge takes the id'],
    ['an order test without a token', ['paper-smoke', '--order-test'], '--order-test needs --confirm-token'],
    ['a token where no order is sent', ['paper-smoke', '--account', 'DU1000001'], 'go with --order-test'],
    ['a stop of something', ['stop', 'NVDA'], 'too many arguments'],
  ])('%s', async (_case, args, words) => {
    const { code, stdout, stderr } = await commandLine(...args)
    expect(stderr).toMatch(words)
    expect(stderr.length).toBeLessThan(600)
    expect(stderr).not.toContain(TOKEN)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })
})

describe('a refusal ends with exit code 3 and names its rule', () => {
  const ordered = (symbol: string): string[] => ['place-order', symbol, '--side', 'buy', '--quantity', '1', '--dry-run']

  it.each([
    ['an option', 'AAPL241220C00200000'],
    ['an option', 'NVDA  241220P00120000'],
    ['a future', 'ESZ4'],
    ['a future', '/MESH25'],
    ['a crypto-currency', 'BTC-USD'],
    ['a currency pair', 'EUR.USD'],
    ['a currency pair', 'BTC/USD'],
    ['an index', '^SPX'],
  ])('%s is no stock: %s', async (kind, symbol) => {
    const { code, stdout, stderr } = await commandLine(...ordered(symbol))
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toBe(
      `refused (not-a-stock): ${symbol} is ${kind}: it can be looked up, but only stocks and ETFs can be ordered.`,
    )
  })

  it('a live order without its token', async () => {
    const { code, stderr } = await commandLine(...PLACE)
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringMatching(/^refused \(no-token\): .*--dry-run/) })
  })
})

describe('a token', () => {
  it('of a megabyte is refused in words, before it is sent anywhere', async () => {
    const { code, stderr } = await commandLine(...PLACE, '--confirm-token', 'x'.repeat(1_000_000))
    expect(code).toBe(2)
    expect(stderr).toContain('a token has at most 2048 characters; nothing was done')
    expect(stderr.length).toBeLessThan(600)
  })

  it('on the command line is used with a warning', async () => {
    const { stderr } = await commandLine(...PLACE, '--gateway', 'nas', '--confirm-token', TOKEN)
    expect(stderr).toContain('can be read by others on this machine')
    expect(stderr).not.toContain(TOKEN)
  })

  it('that does not come on standard input is missed', async () => {
    const { code, stderr } = await user.run([...PLACE, '--confirm-token'])
    expect({ code, stderr }).toEqual({ code: 2, stderr: '--confirm-token: there is no token; nothing was done.\n' })
  })
})

describe('where no cockpit runs', () => {
  it.each(['stop', 'flatten'])('%s says so, and where to look', async (command) => {
    const { code, stdout, stderr } = await user.run([command])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toBe('No cockpit is running. What may still stand at IBKR is in TWS, under Orders and Portfolio.\n')
  })
})
