import { connect, type Socket } from 'node:net'
import { encodeFrame } from '../../src-main/simulator/tws-server/wire/frame.ts'
import { instrumentsOf } from '../support/engine-inputs.ts'
import { type GatewayHost, startGateway } from './gateway-host.ts'
import { type BenchRecord, benchRecord } from './record.ts'

const QUESTIONS = 200_000
/** Sent in one piece; the next when they are answered. */
const PIECE = 1_000
const SECONDS = 4
const NOW = encodeFrame([49, 1])

/** Counts messages, and reads nothing of them. */
interface Counting {
  readonly socket: Socket
  count(): number
  /** Resolves when so many have come. */
  reached(count: number): Promise<void>
}

async function countingClient(port: number): Promise<Counting> {
  const socket = connect(port, '127.0.0.1')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(9)
  socket.write(Buffer.concat([Buffer.from('API\0'), length, Buffer.from('v100..193'), encodeFrame([71, 2, 1, ''])]))
  let [count, left, header, headerBytes] = [0, 0, 0, 0]
  let waiting: { readonly at: number; readonly done: () => void } | null = null
  socket.on('data', (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      if (left > 0) {
        const taken = Math.min(left, chunk.length - at)
        left -= taken
        at += taken
        if (left === 0) count += 1
        continue
      }
      header = header * 256 + chunk[at++]!
      headerBytes += 1
      if (headerBytes < 4) continue
      left = header
      header = 0
      headerBytes = 0
    }
    if (waiting !== null && count >= waiting.at) waiting.done()
  })
  const reached = (at: number): Promise<void> =>
    new Promise((done) => {
      if (count >= at) done()
      else waiting = { at, done }
    })
  // Version, accounts, order id and three notices.
  await reached(6)
  return { socket, count: () => count, reached }
}

/** Questions that are answered, a second. */
async function questions(gateway: GatewayHost): Promise<number> {
  const client = await countingClient(gateway.port)
  const piece = Buffer.concat(Array.from({ length: PIECE }, () => NOW))
  const before = client.count()
  const start = performance.now()
  for (let asked = 0; asked < QUESTIONS; asked += PIECE) {
    client.socket.write(piece)
    await client.reached(before + asked + PIECE)
  }
  const seconds = (performance.now() - start) / 1_000
  client.socket.destroy()
  return QUESTIONS / seconds
}

/** Ticks of streams that reach a client, a second. */
async function ticks(gateway: GatewayHost, symbols: readonly string[]): Promise<number> {
  const client = await countingClient(gateway.port)
  for (const [at, symbol] of symbols.entries()) {
    const contract = [0, symbol, 'STK', '', '0.0', '', '', 'SMART', '', 'USD', '', '']
    client.socket.write(encodeFrame([1, 11, at + 1, ...contract, '0', '', '0', '0', '']))
  }
  client.socket.write(NOW)
  const before = client.count()
  const start = performance.now()
  const { sent } = await gateway.run({ do: 'flood', seconds: SECONDS })
  await client.reached(before + sent)
  const seconds = (performance.now() - start) / 1_000
  client.socket.destroy()
  return sent / seconds
}

/** What the simulated gateway can take and send, by itself, with one client. */
export async function benchSimulator(): Promise<BenchRecord[]> {
  const names = ['SPY', 'QQQ', 'IWM', ...Array.from({ length: 97 }, (_, index) => `Q${String(index).padStart(3, '0')}`)]
  const gateway = await startGateway({ do: 'open', instruments: instrumentsOf(...names), limits: 'none' })
  try {
    const [answered, sent] = [await questions(gateway), await ticks(gateway, names)]
    return [
      benchRecord('simulator-messages-per-second-answered', answered, 'questions/s', null),
      benchRecord('simulator-messages-per-second-sent', sent, 'ticks/s', null),
    ]
  } finally {
    await gateway.close()
  }
}
