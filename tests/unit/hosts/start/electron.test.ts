import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SIGNALS } from '../../../../src-main/hosts/electron/signals.ts'
import { findElectron, installElectron } from '../../../../src-main/hosts/start/electron-binary.ts'
import { runElectron } from '../../../../src-main/hosts/start/electron-child.ts'

const PROGRAM =
  { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform as string] ?? 'electron'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'electron-'))
  write('package.json', '{"version":"45.4.1"}')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(path: string, text: string): string {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}

const places = () => ({ packageFolder: folder, override: undefined })

describe("Electron's binary", () => {
  it('is found where its installer puts it', () => {
    const binary = write(`dist/${PROGRAM}`, '')
    write('dist/version', 'v45.4.1')
    write('path.txt', PROGRAM)
    expect(findElectron(places())).toBe(binary)
  })

  it('of an installer that was ended in the middle does not count', () => {
    write(`dist/${PROGRAM}`, '')
    write('dist/version', '45.4.1')
    expect(findElectron(places())).toBeNull()
  })

  it('of another version does not count', () => {
    write(`dist/${PROGRAM}`, '')
    write('dist/version', '44.0.0')
    write('path.txt', PROGRAM)
    expect(findElectron(places())).toBeNull()
  })

  it('is looked for in the folder that was named instead, and nowhere else', async () => {
    const override = join(folder, 'elsewhere')
    expect(findElectron({ packageFolder: folder, override })).toBeNull()
    expect(await installElectron({ packageFolder: folder, override })).toMatchObject({
      ok: false,
      error: expect.stringContaining(override),
    })
    const binary = write(`elsewhere/${PROGRAM}`, '')
    expect(findElectron({ packageFolder: folder, override })).toBe(binary)
  })

  it('that is missing is fetched by the installer of its package', async () => {
    const made = `require('fs').writeFileSync('${folder}/path.txt', '${PROGRAM}');
      require('fs').mkdirSync(require('path').dirname('${folder}/dist/${PROGRAM}'), { recursive: true });
      for (const [name, text] of [['${PROGRAM}', ''], ['version', '45.4.1']]) require('fs').writeFileSync('${folder}/dist/' + name, text)`
    write('install.js', made)
    expect(await installElectron(places())).toEqual({ ok: true, value: join(folder, 'dist', PROGRAM) })
  })

  it('that cannot be fetched is a reason in words', async () => {
    write('install.js', 'process.exit(1)')
    expect(await installElectron(places())).toEqual({ ok: false, error: "Electron's binary could not be fetched here" })
  })

  it('that is not fetched in time is not waited for, and its installer is killed', async () => {
    const pid = join(folder, 'pid')
    write('install.js', `require('fs').writeFileSync('${pid}', String(process.pid)); setInterval(() => {}, 1000)`)
    expect(await installElectron(places(), 500)).toEqual({
      ok: false,
      error: "Electron's binary could not be fetched within 0.5 s",
    })
  })

  it('without an installer is a reason in words', async () => {
    expect(await installElectron(places())).toMatchObject({ ok: false, error: expect.stringContaining('not part') })
  })
})

describe("Electron's host", () => {
  /** Node stands for Electron: it runs the program that it is given. */
  const run = (program: string, readyMs?: number) =>
    runElectron(process.execPath, write('main.cjs', program), ['--demo'], readyMs)
  const ready = `process.stdout.write(${JSON.stringify(`${SIGNALS.ready}\n`)});`

  it('that ends well after its window was there is the end', async () => {
    expect(await run(ready)).toEqual({ wasReady: true, exitCode: 0 })
  })

  it('that fails after its window was there failed', async () => {
    expect(await run(`${ready} process.exitCode = 3`)).toEqual({ wasReady: true, exitCode: 1 })
  })

  it('that says its window is open already was ready', async () => {
    const already = `process.stdout.write(${JSON.stringify(`${SIGNALS.alreadyOpen}\n`)})`
    expect(await run(already)).toEqual({ wasReady: true, exitCode: 0 })
  })

  it.each([
    ['process.exit(7)', /exit code 7/],
    ['process.kill(process.pid, "SIGSEGV")', /SIGSEGV/],
  ])('that ends before its window was there (%s) is a reason for the browser host', async (program, why) => {
    expect(await run(program)).toMatchObject({ wasReady: false, why: expect.stringMatching(why) })
  })

  it('that shows no window in time is killed, a reason for the browser host', async () => {
    expect(await run('setInterval(() => {}, 1000)', 500)).toEqual({
      wasReady: false,
      why: 'Electron showed no window within 0.5 s',
    })
  })

  it('that does not start is a reason for the browser host', async () => {
    expect(await runElectron(join(folder, 'absent'), 'main.cjs', [])).toMatchObject({
      wasReady: false,
      why: expect.stringContaining('does not start'),
    })
  })

  it('is given the flags of the cockpit', async () => {
    expect(await run(`if (process.argv[2] === '--demo') ${ready}`)).toMatchObject({ wasReady: true })
  })
})
