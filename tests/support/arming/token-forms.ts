import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Ways in which a text shows through: as it is, in other encodings, escaped, hashed. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const digests = ['md5', 'sha1', 'sha256', 'sha512'].flatMap((name) => {
    const digest = createHash(name).update(bytes).digest()
    return [digest.toString('hex'), digest.toString('base64'), digest.toString('base64url')]
  })
  const plain = [secret, secret.normalize('NFD'), JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]
  return [
    ...plain,
    bytes.toString('hex'),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('latin1'),
    ...digests,
  ]
}

/** Finds what of some secrets is in a text. */
export function lookFor(secrets: readonly string[]): (text: string) => string[] {
  const forms = secrets.flatMap(formsOf)
  return (text) => {
    const lower = text.toLowerCase()
    return forms.filter((form) => lower.includes(form.toLowerCase()))
  }
}

/** Everything in a folder, with the names; bytes as Latin 1. */
export function filesIn(folder: string): string {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .map((path) => {
      const stats = statSync(path)
      if (stats.isDirectory()) return `${path}\n${filesIn(path)}`
      return stats.isFile() ? `${path}\n${readFileSync(path, 'latin1')}` : path
    })
    .join('\n')
}
