import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { basename, extname } from 'node:path'
import canonicalize from 'canonicalize'
import type { Result } from '../../src-shared/domain/result.ts'
import { assetPath } from '../config/assets.ts'
import { type Profile, profileSchema } from '../engine/profiles/profile.ts'

/** A checked profile and its identity in the audit. */
export interface LoadedProfile {
  readonly id: string
  /** SHA-256 of the canonical JSON (RFC 8785), hex: two files with the same numbers are the same profile. */
  readonly hash: string
  readonly data: Profile
}

export interface ProfileError {
  readonly code: 'profile-not-found' | 'profile-unreadable' | 'profile-invalid'
  /** One line that names the file and what was expected. */
  readonly message: string
}

const refuse = (code: ProfileError['code'], message: string): Result<LoadedProfile, ProfileError> => ({
  ok: false,
  error: { code, message },
})

/**
 * Loads a strategy profile.
 * @param nameOrFile the name of a profile that comes with the product (`default`) or the path of a JSON file
 */
export function readProfile(nameOrFile: string): Result<LoadedProfile, ProfileError> {
  const isFile = extname(nameOrFile) === '.json' || basename(nameOrFile) !== nameOrFile
  const file = isFile ? nameOrFile : assetPath(`profiles/${nameOrFile}.json`)
  if (!existsSync(file)) {
    const known = isFile ? 'give the path of a JSON file' : 'the product comes with the profile default'
    return refuse('profile-not-found', `There is no profile ${nameOrFile}: ${known}.`)
  }
  let json: unknown
  try {
    json = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    return refuse('profile-unreadable', `${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
  const parsed = profileSchema.safeParse(json)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return refuse('profile-invalid', `${file} at ${issue?.path.join('.') || 'its top'}: ${issue?.message}`)
  }
  return { ok: true, value: { id: parsed.data.id, hash: profileHash(parsed.data), data: parsed.data } }
}

function profileHash(profile: Profile): string {
  const canonical = canonicalize(profile)
  if (canonical === undefined) throw new Error('a validated profile has a canonical form')
  return createHash('sha256').update(canonical).digest('hex')
}
