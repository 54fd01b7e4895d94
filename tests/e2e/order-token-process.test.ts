import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { PROTOCOL_VERSION, SUBPROTOCOL } from '../../src-shared/contract/protocol.ts'
import { commandsWith, RIGHT, shownIn, TOPICS, WRONG } from '../support/arming/misplaced-tokens.ts'
import { filesIn } from '../support/arming/token-forms.ts'
import { until } from '../support/until.ts'

const PROGRAM = fileURLToPath(new URL('../../src-main/hosts/cli/orchestrator.ts', import.meta.url))
/** Lets a test bring the program down from within. */
const CRASHES = `data:text/javascript,process.on('SIGUSR2',()=>{throw new Error('forced by a test')})`

describe('the order token of a process', () => {
  const home = mkdtempSync(join(tmpdir(), 'order-token-'))
  let child: ChildProcess
  afterEach(() => {
    child.kill('SIGKILL')
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  })

  test('is in nothing that it prints, writes or sends, and in nothing that it leaves when it crashes', async () => {
    const ours = /^(?:TRADING_|IBKR_|ORCHESTRATOR_|XDG_|APPDATA|LOCALAPPDATA)/
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)))
    child = spawn(process.execPath, ['--import', CRASHES, PROGRAM, 'cockpit', '--no-open', '--demo'], {
      cwd: home,
      env: {
        ...inherited,
        ...{ HOME: home, XDG_DATA_HOME: join(home, 'data'), XDG_CONFIG_HOME: join(home, 'config') },
        ...{ TRADING_DRY_RUN: 'false', TRADING_LIVE_ENABLED: 'true', TRADING_ORDER_TOKEN: RIGHT },
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let printed = ''
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed += text
      })
    }
    const url = await until('window address', () => /http:\/\/127\.0\.0\.1:\d+\/?#\S+/.exec(printed)?.[0])
    const { origin, host, hash } = new URL(url)
    const key = new URLSearchParams(hash.slice(1)).get('token')
    const socket = new WebSocket(`ws://${host}/`, [SUBPROTOCOL, `auth.${key}`], { origin })
    const texts: string[] = []
    socket.on('message', (data) => texts.push(String(data)))
    await once(socket, 'open')
    const say = (message: unknown): void => socket.send(JSON.stringify(message))
    say({ type: 'hello', protocol: PROTOCOL_VERSION, wants: 'controller' })
    for (const topic of TOPICS) say({ type: 'subscribe', topic })
    const commands = [...commandsWith(RIGHT), ...commandsWith(WRONG)]
    for (const [index, command] of commands.entries()) say({ type: 'command', id: `c${index}`, command })
    await until('answer to the last', () => texts.some((text) => text.includes(`"c${commands.length - 1}"`)))
    const ended = once(child, 'close')
    child.kill('SIGUSR2')
    await ended
    socket.close()
    expect(printed).toContain('forced by a test')
    const files = filesIn(home)
    expect(files).toContain('arming-refused')
    for (const seen of [printed, files, texts.join('\n')]) expect(shownIn(seen)).toEqual([])
  })
})
