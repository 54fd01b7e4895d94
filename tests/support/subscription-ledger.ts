import type { Gateway } from '../../src-main/simulator/tws-server/gateway.ts'
import type { Connection } from '../../src-main/simulator/tws-server/sessions/connection.ts'
import { decodeRequest } from '../../src-main/simulator/tws-server/wire/decode-request.ts'

/** Errors that leave a subscription as it is. */
const LIVES_ON = new Set([10_197, 10_167, 2_137])
const DATA_LOST = 1101
const ERROR = 4

/** What each client is subscribed to, counted at the gateway's door: streams of quotes and of bars, by symbol. */
export interface SubscriptionLedger {
  /** Those that were opened while another of the same symbol was open. */
  readonly doubled: readonly string[]
  open(): number
  close(): void
}

export function keepLedger(gateway: Gateway): SubscriptionLedger {
  const open = new Map<Connection, Map<number, string>>()
  const doubled: string[] = []

  function begin(session: Connection, id: number, what: string): void {
    let mine = open.get(session)
    if (mine === undefined) {
      mine = new Map()
      open.set(session, mine)
      session.onClose(() => open.delete(session))
    }
    if ([...mine.values()].includes(what)) doubled.push(`${what} twice`)
    mine.set(id, what)
  }

  const stop = gateway.intercept({
    incoming(session, fields, pass) {
      const request = session.started ? decodeRequest(session.serverVersion, fields) : null
      if (request?.ok === true) {
        const { value } = request
        if (value.kind === 'market-data' && !value.snapshot) {
          begin(session, value.id, `quotes of ${value.contract.symbol}`)
        } else if (value.kind === 'historical-data' && value.keepUpToDate) {
          begin(session, value.id, `bars of ${value.contract.symbol}`)
        } else if (value.kind === 'cancel-market-data' || value.kind === 'cancel-historical-data') {
          open.get(session)?.delete(value.id)
        }
      }
      pass(fields)
    },
    outgoing(session, fields, pass) {
      if (fields[0] === ERROR) {
        const [, , id, code] = fields
        if (id === -1 && code === DATA_LOST) open.delete(session)
        else if (typeof code === 'number' && !LIVES_ON.has(code)) open.get(session)?.delete(Number(id))
      }
      pass(fields)
    },
  })
  return {
    doubled,
    open: () => [...open.values()].reduce((sum, mine) => sum + mine.size, 0),
    close: stop,
  }
}
