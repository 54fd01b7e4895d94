import { describe, expect, it } from 'vitest'
import { type Findings, SHOWN_VARIANTS, type ShownVariant } from '../../src-main/research/probe/behaviours.ts'
import { findingsOf, judge } from '../../src-main/research/probe/judge.ts'
import { differencesOf } from '../../src-main/research/probe/normal.ts'
import { commandLine } from '../support/command-line.ts'
import { otherwise, probed, proven } from '../support/probe/simulated.ts'

/** One gateway for the defaults and one for each other variant, all at once: each mostly waits. */
const names = Object.keys(SHOWN_VARIANTS) as ShownVariant[]
const others = names.map((name): readonly [ShownVariant, string] => [name, SHOWN_VARIANTS[name][1]])
const defaults: Findings = Object.fromEntries(names.map((name) => [name, SHOWN_VARIANTS[name][0]]))
const runs = new Map([
  ['defaults', probed(defaults)],
  ...others.map(([name, variant]) => [name, probed({ ...defaults, [name]: variant })] as const),
])
const run = async (name: string): ReturnType<typeof probed> => {
  const transcript = await runs.get(name)
  if (transcript === undefined) throw new Error(`${name} was not run`)
  return transcript
}

describe('the probes of a paper account', () => {
  it('pass on a gateway that does what is documented, and leave nothing behind', async () => {
    const transcript = await run('defaults')
    expect(transcript.results.filter(({ outcome }) => outcome !== 'done')).toEqual([])
    expect(transcript.end.left).toEqual([])
    expect(judge(proven(transcript))).toMatchObject({ ok: true, value: defaults })
  })

  it.each(others)('see that %s is %s, and nothing else otherwise', async (name, variant) => {
    const transcript = await run(name)
    expect(transcript.results.filter(({ outcome }) => outcome !== 'done')).toEqual([])
    expect(transcript.end.left).toEqual([])
    expect(findingsOf(transcript)).toEqual({ ...findingsOf(await run('defaults')), [name]: variant })
    expect(differencesOf(await run('defaults'), transcript).join('\n')).toContain(`${name} is ${variant}`)
  })

  it('a gateway that is made after its transcript does the same, all variants at once', async () => {
    const all = await probed(Object.fromEntries(others))
    expect(findingsOf(all)).toMatchObject(Object.fromEntries(others))
    expect(await otherwise(all)).toEqual([])
    expect(await otherwise(await run('defaults'))).toEqual([])
  })

  it('run on the oldest server version as on the newest', async () => {
    const old = await probed(defaults, 178)
    expect(old.header.serverVersion).toBe(178)
    expect(differencesOf(await run('defaults'), old)).toEqual([])
  })

  it('write down no account, no reference, no price and no order of others', async () => {
    const text = JSON.stringify(await run('defaults'))
    expect(text).not.toMatch(/DU\d|probe-sim|entry-1|\d+\.\d\d\b/)
  })
})

describe('the command', () => {
  it('is refused by name, with exit code 3, before it connects', async () => {
    const refused = await commandLine('paper-probe', '--gateway', '127.0.0.1:1')
    expect(refused).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('TRADING_DRY_RUN') })
  })

  it.each([
    ['an address that is none', ['--gateway', 'nowhere']],
    ['a port that is none', ['--gateway', '127.0.0.1:70000']],
    ['a client id that is none', ['--client-id', '-1']],
    ['a symbol that is none', ['--symbol', 'a b c']],
    ['an order for nothing', ['--part-shares', '0']],
    ['an order for a million', ['--part-shares', '1000000']],
  ])('does nothing with %s', async (_case, flags) => {
    expect(await commandLine('paper-probe', '--gateway', '127.0.0.1:1', ...flags)).toMatchObject({
      code: 2,
      stdout: '',
    })
  })
})
