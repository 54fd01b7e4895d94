import { createHash } from 'node:crypto'
import { inspect } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import type { Keychain } from '../../src-main/config/order-token/keychain.ts'
import { OrderTokenStore } from '../../src-main/config/order-token/order-token-store.ts'
import { Secret } from '../../src-main/config/secret.ts'
import { filesIn, lookFor } from '../support/arming/token-forms.ts'
import { ArmingFloor, OPEN, OTHER, PAPER, REAL } from '../unit/trading/arming/arming-floor.ts'

/** Every one is somebody's secret, the mistyped ones too: they are nearly the right one. */
const RIGHT = 'Zq7-tangerine-Öl-rocket'
const KEPT = 'Zq8-clementine-Öl-rocket'
const WRONG = 'Zq7-tangerine-Öl-rockst'
const SECRETS = [RIGHT, KEPT, WRONG, ` ${RIGHT} `, `${RIGHT}\n`, `"${RIGHT}"`]

const shownIn = lookFor(SECRETS)

let floor: ArmingFloor
afterEach(() => floor.remove())

/** A keychain in memory: what it holds is its own business. */
function keychain(held: string | null): Keychain {
  let kept = held
  return {
    unavailable: () => null,
    read: () => ({ ok: true, value: kept === null ? null : new Secret(kept) }),
    write: (token) => {
      kept = token.reveal()
      return { ok: true, value: null }
    },
    remove: () => {
      kept = null
      return { ok: true, value: null }
    },
  }
}

/** Everything that can be seen of an arming from outside, however somebody prints it. */
function everythingSeen(answers: readonly unknown[]): string {
  const { arming } = floor
  const seen = [floor.told, answers, arming.standing(), arming.gates(PAPER), arming.gates(null), floor.modes, arming]
  const printed = seen.flatMap((each) => [
    JSON.stringify(each),
    String(each),
    inspect(each, { depth: 20, showHidden: true, getters: true }),
  ])
  return [...printed, filesIn(floor.folder)].join('\n')
}

/** Uses the token in every way there is, right and wrong. */
function useEverything(token: string): unknown[] {
  const { arming } = floor
  const answers: unknown[] = []
  for (const typed of SECRETS) {
    floor.pass(6 * 60_000)
    answers.push(floor.arm({ token: typed }), arming.refuse(PAPER, floor.mode), arming.confirm(typed))
    answers.push(arming.extend({ token: typed, minutes: 5 }), arming.setToken({ token: typed, oldToken: typed }))
    answers.push(floor.arm({ token: typed, account: OTHER }), floor.arm({ token: typed, account: typed }))
    answers.push(floor.arm({ token: typed, account: REAL, typedAccount: REAL, heldMs: 2_000 }))
    answers.push(floor.arm({ token: typed, minutes: Number.NaN }), floor.arm({ token: typed.repeat(100) }))
    floor.facts = { ...OPEN, auditFailure: 'The disk is full.' }
    arming.check()
    answers.push(floor.arm({ token: typed }))
    floor.facts = OPEN
  }
  for (let count = 0; count < 6; count++) answers.push(floor.arm({ token: WRONG }))
  answers.push(floor.arm({ token }))
  floor.pass(6 * 60_000)
  answers.push(floor.arm({ token }))
  arming.disarm('stop')
  return answers
}

describe('the order token', () => {
  test('of the environment is in nothing that arming says, keeps or shows', () => {
    floor = new ArmingFloor({ token: RIGHT })
    const answers = useEverything(RIGHT)
    const kinds = new Set(floor.told.map(({ kind }) => kind))
    expect([...kinds].sort()).toEqual(
      ['armed', 'arming-extended', 'arming-refused', 'disarmed', 'order-confirmed', 'wrong-token'].sort(),
    )
    expect(shownIn(everythingSeen(answers))).toEqual([])
  })

  test('of the keychain, replaced and removed, neither', () => {
    floor = new ArmingFloor({ token: null, keychain: keychain(KEPT) })
    const { arming } = floor
    const answers = useEverything(KEPT)
    answers.push(arming.setToken({ token: RIGHT, oldToken: WRONG }), arming.setToken({ token: RIGHT, oldToken: KEPT }))
    answers.push(floor.arm({ token: KEPT }), floor.arm({ token: RIGHT }))
    arming.disarm('quit')
    answers.push(arming.removeToken({ oldToken: KEPT }), arming.removeToken({ oldToken: RIGHT }))
    answers.push(arming.setToken({ token: KEPT, oldToken: null }), floor.arm({ token: KEPT }))
    expect(floor.told.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['token-set', 'token-removed']))
    expect(shownIn(everythingSeen(answers))).toEqual([])
  })

  test('of two sources that differ, neither', () => {
    floor = new ArmingFloor({ token: RIGHT, keychain: keychain(KEPT) })
    expect(shownIn(everythingSeen(useEverything(RIGHT)))).toEqual([])
  })

  test('is not in what a crash prints', () => {
    floor = new ArmingFloor({ token: RIGHT })
    floor.factsFail = true
    const crashes: unknown[] = []
    for (const typed of [RIGHT, WRONG]) {
      try {
        floor.arm({ token: typed })
      } catch (error) {
        crashes.push(error)
      }
    }
    expect(crashes).toHaveLength(2)
    const text = crashes.map((error) => `${inspect(error, { showHidden: true })}${(error as Error).stack}`).join('\n')
    expect(shownIn(text)).toEqual([])
  })

  test('and its store show nothing, however they are printed', () => {
    floor = new ArmingFloor({ token: RIGHT })
    const store = new OrderTokenStore(new Secret(RIGHT), keychain(KEPT))
    const printed = [inspect(store, { depth: 20, showHidden: true }), JSON.stringify(store), String(store)].join('\n')
    expect(shownIn(printed)).toEqual([])
  })

  test('would be found where it is', () => {
    floor = new ArmingFloor({ token: RIGHT })
    const digest = createHash('sha256').update(RIGHT).digest('hex')
    expect(shownIn(`x${RIGHT}y`)).toContain(RIGHT)
    expect(shownIn(JSON.stringify({ a: digest.toUpperCase() }))).toEqual([digest])
  })
})
