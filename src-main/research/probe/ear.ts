import type { WireMessage } from '../../broker/probe-port.ts'
import type { ProbeBench } from './bench.ts'
import { shapeOf } from './redact.ts'
import type { CameRow } from './transcript-schema.ts'

/** Hears what TWS says of one probe's orders, and of no others; it knows them by their part in the probe. */
export class Ear {
  readonly came: CameRow[] = []
  private readonly bench: ProbeBench
  private readonly began: number
  private readonly roles = new Map<number, string>()
  private readonly ids = new Map<string, number>()
  private readonly byPermId = new Map<number, string>()
  private readonly byExecution = new Map<string, string>()
  private readonly awaited: string[] = []
  private readonly stopListening: () => void

  constructor(bench: ProbeBench) {
    this.bench = bench
    this.began = bench.now()
    // Those of the probe before, and of what cleaned up after it.
    bench.takenIds()
    this.stopListening = bench.onMessage((message) => this.hear(message))
  }

  close(): void {
    this.stopListening()
  }

  /** Orders are about to leave, in this order. */
  expect(roles: readonly string[]): void {
    this.claim()
    this.awaited.push(...roles)
  }

  idOf(role: string): number | null {
    return this.ids.get(role) ?? null
  }

  /** What comes under the id from now on is about another order. */
  rename(id: number, role: string): void {
    this.roles.set(id, role)
  }

  /** The ids that the adapter took belong to the orders that were sent, one after the other. */
  claim(): void {
    for (const id of this.bench.takenIds()) {
      const role = this.awaited.shift()
      if (role === undefined) continue
      this.roles.set(id, role)
      this.ids.set(role, id)
    }
  }

  private hear(message: WireMessage): void {
    this.claim()
    const row = this.rowOf(message)
    if (row !== null) this.came.push({ after: Math.max(0, Math.round(this.bench.now() - this.began)), ...row })
  }

  private rowOf(message: WireMessage): Omit<CameRow, 'after'> | null {
    if (message.kind === 'next-id') return null
    if (message.kind === 'commission') {
      const role = this.byExecution.get(message.execId)
      return role === undefined ? null : { role, kind: 'commission' }
    }
    if (message.kind === 'completed') {
      const role = this.byPermId.get(message.permId)
      return role === undefined ? null : { role, kind: 'completed', status: wordOf(message.status) }
    }
    const role = this.roles.get(message.orderId)
    if (role === undefined) return null
    if (message.kind === 'error') return { role, kind: 'error', code: message.code }
    if (message.client !== this.bench.client) return null
    switch (message.kind) {
      case 'open-order':
        if (message.permId > 0) this.byPermId.set(message.permId, role)
        return { role, kind: 'open-order' }
      case 'status': {
        const { filled, remaining } = message
        return {
          ...{ role, kind: 'status', filled, remaining },
          ...{ status: wordOf(message.status), whyHeld: wordOf(message.whyHeld) },
        }
      }
      case 'execution':
        this.byExecution.set(message.execId, role)
        return {
          ...{ role, kind: 'execution', shares: message.shares, asked: message.asked },
          time: shapeOf(message.time),
        }
    }
  }
}

/** A word of TWS; whatever is none is not written down. */
const wordOf = (text: string): string => (/^[A-Za-z,_]{0,40}$/.test(text) ? text : '?')
