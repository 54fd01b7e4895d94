import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createTerminal } from '../../../../src-main/hosts/cli/output/terminal.ts'

const SMALL = { highWaterMark: 16 }
const LONG_LINE = 'x'.repeat(64)

describe('the terminal', () => {
  it('waits for a reader who is slow', async () => {
    const stdout = new PassThrough(SMALL)
    const terminal = createTerminal(stdout, new PassThrough())
    terminal.line(LONG_LINE)
    let waited = false
    const drained = terminal.drained().then(() => {
      waited = true
    })
    await Promise.resolve()
    expect(waited).toBe(false)
    stdout.resume()
    await drained
  })

  it('does not wait for a drain that has been', async () => {
    const stdout = new PassThrough(SMALL)
    const terminal = createTerminal(stdout, new PassThrough())
    terminal.line(LONG_LINE)
    const drain = once(stdout, 'drain')
    stdout.resume()
    await drain
    await expect(terminal.drained()).resolves.toBeUndefined()
  })

  it('shows neither colour nor a progress bar where nobody looks', () => {
    const stderr = new PassThrough()
    const terminal = createTerminal(new PassThrough(), stderr)
    terminal.progress(1, 10, 'rows')
    terminal.close()
    expect(terminal.coloured).toBe(false)
    expect(stderr.read()).toBeNull()
  })

  it('keeps results and remarks apart', () => {
    const stdout = new PassThrough()
    const stderr = new PassThrough()
    const terminal = createTerminal(stdout, stderr)
    terminal.line('a result')
    terminal.note('a remark')
    expect([String(stdout.read()), String(stderr.read())]).toEqual(['a result\n', 'a remark\n'])
  })
})
