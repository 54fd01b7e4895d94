import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { openAuditReader } from '../../../../src-main/audit/audit-reader.ts'
import { verifyAudit } from '../../../../src-main/audit/verify/verify.ts'
import { SUBPROTOCOL } from '../../../../src-shared/contract/protocol.ts'
import { createProduct, type Running } from './product.ts'

const product = createProduct()
afterAll(() => product.remove())

const URL_LINE = /^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/

const database = join(product.home, 'demo.db')

/** Market time all but stands still, so that the session is the same all along. */
function startCockpit(): Running {
  return product.start('cockpit', '--port', '0', '--no-open', '--speed', '0.1', '--db', database)
}

/** The rows of a type, oldest first. */
function audited(type: 'session-ended' | 'command' | 'session-started' | 'intrusion'): readonly unknown[] {
  const opened = openAuditReader(database)
  if (!opened.ok) throw new Error(opened.error.message)
  const { events } = opened.value.events({ type }, { order: 'oldest-first', beyond: null, limit: 100 })
  opened.value.close()
  return events.map((event) => JSON.parse(event.payload))
}

describe('a cockpit in the browser host', () => {
  let cockpit: Running
  let url: string
  beforeAll(async () => {
    cockpit = startCockpit()
    url = await cockpit.line(URL_LINE)
  })

  it('says why it is no Electron, in one line', async () => {
    expect(await cockpit.line(/^Browser host: /)).toBe('Browser host: --port asks for it.')
  })

  it('serves its window', async () => {
    expect(await (await fetch(url)).text()).toContain('<title>window</title>')
  })

  it('is shown, not doubled, by a second start on its database', async () => {
    const second = await product.start('cockpit', '--no-open', '--db', database).end()
    expect(second).toMatchObject({ code: 0, printed: expect.stringContaining(url) })
    expect(audited('session-started')).toHaveLength(1)
  })

  it('is described by status', async () => {
    const { code, printed } = await product.start('status').end()
    expect(code).toBe(0)
    expect(printed).toContain('DRY RUN, account ')
    expect(printed).toContain(`recorded in ${database}, process ${cockpit.process.pid}`)
  })

  it('is stopped by stop, as the audit shows', async () => {
    expect(await product.start('stop').end()).toMatchObject({ code: 0, printed: expect.stringContaining('Stopped') })
    expect(audited('command')).toMatchObject([{ by: 'command line', text: expect.stringContaining('stop') }])
  })

  it('goes on through misuse, which the audit shows', async () => {
    const { origin, hash } = new URL(url)
    const token = hash.slice('#token='.length)
    const dial = (auth: string) =>
      new WebSocket(origin.replace('http', 'ws'), [SUBPROTOCOL, `auth.${auth}`], { origin })
    const bad = Array.from({ length: 100 }, (_, n) => once(dial(`guess-${n}`), 'error'))
    expect((await Promise.all(bad)).every(([error]) => String(error).includes('401'))).toBe(true)
    const flooding = dial(token)
    await once(flooding, 'open')
    flooding.on('error', () => {})
    flooding.send('x'.repeat(10_000_000))
    await once(flooding, 'close')
    expect((await product.start('status').end()).code).toBe(0)
    expect(audited('intrusion')).toContainEqual(expect.objectContaining({ by: 'browser host', code: 'bad-token' }))
    // A few a second at most.
    expect(audited('intrusion').length).toBeLessThan(50)
  })

  it('ends cleanly on Ctrl-C: the audit has its end, and nobody can attach any more', async () => {
    expect(await cockpit.end('SIGINT')).toMatchObject({ code: 130 })
    expect(audited('session-ended')).toEqual([{ reason: 'interrupted' }])
    expect(await verifyAudit(database)).toMatchObject({ ok: true, value: { ok: true } })
    expect(readdirSync(join(product.home, 'data', 'orchestrator-cockpit', 'attach'))).toEqual([])
  })
})

describe('a cockpit that was killed', () => {
  it('is not running, and is no obstacle to the next one', async () => {
    const killed = startCockpit()
    await killed.line(URL_LINE)
    await killed.end('SIGKILL')
    expect(await product.start('status').end()).toMatchObject({
      code: 1,
      printed: expect.stringMatching(/^No cockpit is running\./),
    })
    const next = startCockpit()
    await next.line(URL_LINE)
    expect(await product.start('dry-run', '--db', database).end()).toMatchObject({ code: 0 })
    expect(await next.end('SIGTERM')).toMatchObject({ code: 130 })
  })
})

describe.skipIf(process.platform !== 'linux')('at a desktop', () => {
  it('Electron is started with the flags as they were typed, and its end is the end', async () => {
    const started = product.startAtDesktop(
      'echo "started: $*"; echo "orchestrator: window ready"',
      'cockpit',
      '--speed',
      '9',
    )
    const { code, printed } = await started.end()
    expect(printed).toMatch(/^started: .*electron\.js --speed 9\n$/)
    expect(code).toBe(0)
  })

  it('the browser host opens when Electron ends before its window was there, and says so in one line', async () => {
    const cockpit = product.startAtDesktop('exit 3', 'cockpit', '--speed', '0.1')
    await cockpit.line(URL_LINE)
    expect(await cockpit.line(/^Browser host: /)).toBe(
      'Browser host: Electron ended before its window was there (exit code 3).',
    )
    expect(await cockpit.end('SIGINT')).toMatchObject({ code: 130 })
  })
})

describe('what cannot be carried out', () => {
  it.each<[string, string[], RegExp]>([
    ['a port that is none', ['cockpit', '--port', '70000'], /--port takes a whole number/],
    ['an allowed host that is none', ['cockpit', '--allow-host', 'http://x/'], /--allow-host takes a name/],
    ['two markets', ['cockpit', '--demo', '--replay', 'x'], /cannot be used with/],
    ['bars that are not there', ['cockpit', '--no-open', '--replay', 'nowhere', '--db', 'other.db'], /nowhere/],
    ['a database that is no audit', ['cockpit', '--no-open', '--db', '.'], /is not a file/],
  ])('%s ends with exit code 2 and says so', async (_what, args, words) => {
    const { code, printed } = await product.start(...args).end()
    expect(printed).toMatch(words)
    expect(code).toBe(2)
  })
})
