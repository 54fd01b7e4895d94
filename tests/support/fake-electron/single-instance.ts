import { mkdirSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const LOCK = 'fake-singleton-lock'
const CALL = /^fake-second-instance-\d+\.json$/

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function lock(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    if (isAlive(Number(readFileSync(file, 'utf8')))) return false
    rmSync(file, { force: true })
    return lock(file)
  }
}

/**
 * Electron's single instance: the first process with a user-data folder holds it and hears of every later one.
 * @returns whether this process is the first
 */
export function takeSingleInstance(userData: string, onSecond: (argv: readonly string[]) => void): boolean {
  mkdirSync(userData, { recursive: true })
  if (!lock(join(userData, LOCK))) {
    writeFileSync(join(userData, `fake-second-instance-${process.pid}.json`), JSON.stringify(process.argv))
    return false
  }
  const watcher = watch(userData, () => {
    for (const name of readdirSync(userData).filter((each) => CALL.test(each))) {
      const file = join(userData, name)
      const text = readFileSync(file, 'utf8')
      // Seen between its creation and its writing: the next event comes.
      if (text === '') continue
      rmSync(file)
      onSecond(JSON.parse(text) as string[])
    }
  })
  watcher.unref()
  process.on('exit', () => rmSync(join(userData, LOCK), { force: true }))
  return true
}
