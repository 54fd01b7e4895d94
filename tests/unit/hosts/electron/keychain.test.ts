import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Secret } from '../../../../src-main/config/secret.ts'
import { electronKeychain } from '../../../../src-main/hosts/electron/keychain.ts'

const TOKEN = 'correct horse'
type Storage = Parameters<typeof electronKeychain>[0]['storage']
type Backend = ReturnType<Storage['getSelectedStorageBackend']>

/** What Electron's safeStorage does, with a key of its own. */
class TestStorage implements Storage {
  backend: Backend = 'gnome_libsecret'
  available = true
  readonly key = 0x5a

  isEncryptionAvailable(): boolean {
    return this.available
  }

  getSelectedStorageBackend(): Backend {
    return this.backend
  }

  encryptString(text: string): Buffer {
    return Buffer.concat([Buffer.from('v11'), this.turned(Buffer.from(text))])
  }

  decryptString(bytes: Buffer): string {
    if (bytes.subarray(0, 3).toString() !== 'v11') throw new Error(`cannot decrypt ${bytes.toString('hex')}`)
    return this.turned(bytes.subarray(3)).toString()
  }

  private turned(bytes: Buffer): Buffer {
    return Buffer.from(bytes.map((byte) => byte ^ this.key))
  }
}

let folder: string
let file: string
let storage: TestStorage
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keychain-'))
  file = join(folder, 'settings', 'order-token')
  storage = new TestStorage()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = (platform: NodeJS.Platform = 'linux') => electronKeychain({ storage, platform, file })
const read = (): string | null => {
  const answer = open().read()
  if (!answer.ok) throw new Error(answer.error)
  return answer.value?.reveal() ?? null
}

describe('the keychain of the desktop', () => {
  test('holds nothing at first, then the token, then another, then nothing', () => {
    expect(open().unavailable()).toBeNull()
    expect(read()).toBeNull()
    expect(open().write(new Secret(TOKEN))).toEqual({ ok: true, value: null })
    expect(read()).toBe(TOKEN)
    open().write(new Secret('another'))
    expect(read()).toBe('another')
    expect(open().remove()).toEqual({ ok: true, value: null })
    expect(read()).toBeNull()
    expect(existsSync(file)).toBe(false)
    expect(open().remove()).toEqual({ ok: true, value: null })
  })

  test('puts nothing in clear on the disk, for its owner alone, and leaves nothing beside it', () => {
    open().write(new Secret(TOKEN))
    expect(readFileSync(file).toString('latin1')).not.toContain(TOKEN)
    expect(existsSync(`${file}.new`)).toBe(false)
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test.each<Backend>(['basic_text', 'unknown'])('is none on Linux with the key that everybody has: %s', (backend) => {
    storage.backend = backend
    expect(open().unavailable()).toContain('TRADING_ORDER_TOKEN')
    const answer = open().write(new Secret(TOKEN))
    expect(answer.ok).toBe(false)
    expect(existsSync(dirname(file))).toBe(false)
    expect(open('darwin').unavailable()).toBeNull()
  })

  test('is none where encryption is not possible', () => {
    storage.available = false
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      expect(open(platform).unavailable()).toContain('TRADING_ORDER_TOKEN')
      expect(open(platform).write(new Secret(TOKEN)).ok).toBe(false)
    }
    expect(existsSync(file)).toBe(false)
  })
})

describe('a file of the keychain', () => {
  const put = (bytes: Buffer | string): void => {
    mkdirSync(dirname(file))
    writeFileSync(file, bytes)
  }

  test.each<[string, Buffer | string]>([
    ['empty', ''],
    ['in clear', TOKEN],
    ['of another key', Buffer.from([0, 1, 2, 3])],
    ['far too long', Buffer.concat([Buffer.from('v11'), Buffer.alloc(1_048_576, 0x5a)])],
  ])('that is %s is refused by its name, without its content, and left as it is', (_, bytes) => {
    put(bytes)
    const answer = open().read()
    if (answer.ok) expect.unreachable()
    expect(answer.error).toContain(file)
    expect(answer.error).not.toContain(TOKEN)
    expect(answer.error).not.toContain('00010203')
    expect(readFileSync(file)).toEqual(Buffer.from(bytes))
  })

  test('that is a folder, or whose folder is a file, is refused in words', () => {
    mkdirSync(file, { recursive: true })
    expect(open().read()).toMatchObject({ ok: false, error: expect.stringContaining('(EISDIR)') })
    expect(open().remove().ok).toBe(false)
    file = join(file, '..', 'plain', 'order-token')
    writeFileSync(dirname(file), '')
    expect(open().write(new Secret(TOKEN)).ok).toBe(false)
  })
})
