import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AttemptsFile } from '../../../../src-main/config/order-token/attempts-file.ts'
import { type Keychain, NO_KEYCHAIN } from '../../../../src-main/config/order-token/keychain.ts'
import { OrderTokenStore } from '../../../../src-main/config/order-token/order-token-store.ts'
import { Secret } from '../../../../src-main/config/secret.ts'
import type { OperatorClock } from '../../../../src-main/market/clock.ts'
import { Arming } from '../../../../src-main/trading/arming/arming.ts'
import type { ArmingFact } from '../../../../src-main/trading/arming/arming-fact.ts'
import type { ArmingFacts } from '../../../../src-main/trading/arming/facts.ts'
import { accountId } from '../../../../src-shared/domain/ids.ts'
import type { Mode } from '../../../../src-shared/domain/mode.ts'
import { utcMs } from '../../../../src-shared/domain/time.ts'

export const TOKEN = 'correct horse Bättery 7'
export const PAPER = accountId('DU1234567')
export const OTHER = accountId('DU7654321')
export const REAL = accountId('U1234567')

/** Every gate is open. */
export const OPEN: ArmingFacts = {
  settings: { dryRun: false, liveEnabled: true, allowRealMoney: true },
  accounts: [
    { id: PAPER, class: 'paper', tripped: null },
    { id: OTHER, class: 'paper', tripped: null },
    { id: REAL, class: 'real', tripped: null },
  ],
  connection: { ready: true, reason: 'The broker is ready.', lostForMs: null },
  reconciled: true,
  differences: 0,
  data: { lost: null, ageMs: 400, staleMs: 15_000 },
  session: { open: true, closesInMs: null, disagreement: null, hoursKnown: true },
  skewMs: 120,
  inRealTime: true,
  auditFailure: null,
  engineFailure: null,
  tradingState: 'active',
  controllerSilentMs: 300,
  probeMissing: null,
}

interface FloorOptions {
  readonly token?: string | null
  readonly keychain?: Keychain
  /** In place of the real file, where a test has no time for disks. */
  readonly attempts?: ConstructorParameters<typeof Arming>[0]['attempts']
}

/** Arming with its real token store and file of attempts, on clocks and facts that a test moves. */
export class ArmingFloor {
  /** Empty where nothing is kept on a disk. */
  readonly folder: string
  readonly file: string
  wall = Date.parse('2026-03-02T15:00:00Z')
  monotonic = 1_000
  readonly clock: OperatorClock = { now: () => utcMs(this.wall), monotonic: () => this.monotonic }
  facts: ArmingFacts = OPEN
  /** Whoever reads the facts runs into a bug. */
  factsFail = false
  mode: Mode = 'dry-run'
  automaticApproval = false
  /** The desk cannot write a change of mode down. */
  deskFails = false
  /** The audit throws whatever it is told. */
  auditFails = false
  readonly modes: { mode: Mode; reason: string }[] = []
  readonly told: ArmingFact[] = []
  arming: Arming
  private readonly options: FloorOptions

  constructor(options: FloorOptions = {}) {
    this.options = options
    this.folder = options.attempts === undefined ? mkdtempSync(join(tmpdir(), 'arming-')) : ''
    this.file = join(this.folder, 'settings', 'arming-attempts.json')
    this.arming = this.restart()
  }

  /** The program starts again, on the same files. */
  restart(): Arming {
    const { token = TOKEN, keychain = NO_KEYCHAIN } = this.options
    this.mode = 'dry-run'
    this.arming = new Arming({
      clock: this.clock,
      facts: () => {
        if (this.factsFail) throw new TypeError('a bug')
        return this.facts
      },
      token: new OrderTokenStore(token === null ? null : new Secret(token), keychain),
      attempts: this.options.attempts ?? new AttemptsFile(this.file),
      mode: () => this.mode,
      changeMode: (mode, reason, live) => {
        if (this.deskFails) return
        this.mode = mode
        this.automaticApproval = live?.automaticApproval ?? false
        this.modes.push({ mode, reason })
      },
      observe: (fact) => {
        if (this.auditFails) throw new Error('the audit is closed')
        this.told.push(fact)
      },
    })
    return this.arming
  }

  remove(): void {
    if (this.folder !== '') rmSync(this.folder, { recursive: true, force: true })
  }

  /** Both clocks, as they go while the machine is awake. */
  pass(ms: number): void {
    this.wall += ms
    this.monotonic += ms
  }

  /** Passes time as the alarm of a session does: everything is looked at when it is due. */
  live(ms: number): void {
    const end = this.monotonic + ms
    for (let due = this.due(end); due < end; due = this.due(end)) {
      this.pass(due - this.monotonic)
      this.arming.check()
    }
    this.pass(end - this.monotonic)
    this.arming.check()
  }

  arm(change: Partial<Parameters<Arming['arm']>[0]> = {}): ReturnType<Arming['arm']> {
    const request = { account: PAPER, token: TOKEN, minutes: 60, typedAccount: null, heldMs: null }
    return this.arming.arm({ ...request, automaticApproval: false, ...change })
  }

  /** The code of a refusal to arm; `ok` when it was armed. */
  armed(change: Partial<Parameters<Arming['arm']>[0]> = {}): string {
    const answer = this.arm(change)
    return answer.ok ? 'ok' : answer.error.code
  }

  private due(end: number): number {
    return Math.max(this.monotonic + 1, this.arming.nextCheck() ?? end)
  }
}
