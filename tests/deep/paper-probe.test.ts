import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { judge } from '../../src-main/research/probe/judge.ts'
import { readTranscript } from '../../src-main/research/probe/transcript.ts'
import { endSims, startSim } from '../integration/simulator/tws-server/start-sim.ts'
import { createCommandUser } from '../support/command-line.ts'
import { until } from '../support/until.ts'

const PROGRAM = fileURLToPath(new URL('../../src-main/hosts/cli/orchestrator.ts', import.meta.url))
const SAFETY = { TRADING_DRY_RUN: 'false', TRADING_LIVE_ENABLED: 'true', TRADING_ORDER_TOKEN: 'a secret token' }
const user = createCommandUser()
afterAll(() => {
  endSims()
  user.remove()
})

const probe = (port: number, ...more: readonly string[]): readonly string[] => [
  ...[
    'paper-probe',
    '--gateway',
    `127.0.0.1:${port}`,
    '--client-id',
    '7',
    '--confirm-token',
    SAFETY.TRADING_ORDER_TOKEN,
  ],
  ...more,
]
const transcripts = (): string[] => readdirSync(join(user.home, 'data', 'orchestrator-cockpit', 'probes'))

it('a simulated TWS in another process is probed as TWS would be, on the wall clock, and the file says so', async () => {
  const sim = startSim('--port', '0', '--speed', '1')
  const port = await until('port', () => sim.port())
  const done = await user.run(probe(port), SAFETY)
  expect(done, done.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('counts for nothing') })
  const [name = ''] = transcripts()
  const text = readFileSync(join(user.home, 'data', 'orchestrator-cockpit', 'probes', name), 'utf8')
  const read = readTranscript(text)
  expect(read.ok && judge(read.value).ok && read.value.header.simulated).toBe(true)
  expect(`${text}${done.stdout}${done.stderr}`).not.toContain(SAFETY.TRADING_ORDER_TOKEN)
}, 400_000)

it('Ctrl-C in the middle, twice, leaves nothing open and saves nothing', async () => {
  const sim = startSim('--port', '0', '--speed', '1')
  const port = await until('port', () => sim.port())
  const before = transcripts().length
  const env = { ...process.env, ...SAFETY, HOME: user.home, XDG_DATA_HOME: join(user.home, 'data') }
  const child = spawn(process.execPath, [PROGRAM, ...probe(port)], { cwd: user.home, env })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text: Buffer) => {
      said += text
    })
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  await until('first probe', () => said.includes('far-limit'))
  child.kill('SIGINT')
  child.kill('SIGINT')
  expect(await ended).toBe(130)
  expect(said).toContain('nothing was saved')
  expect(said).not.toContain('may still work')
  expect(transcripts()).toHaveLength(before)
}, 200_000)
