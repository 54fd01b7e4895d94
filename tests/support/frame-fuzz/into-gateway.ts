import { setImmediate as turn } from 'node:timers/promises'
import { createRandom, type Random } from '../../../src-main/simulator/random.ts'
import { decodeRequest } from '../../../src-main/simulator/tws-server/wire/decode-request.ts'
import { encodeFrame, FrameReader, type Inbound } from '../../../src-main/simulator/tws-server/wire/frame.ts'
import { type DemoGateway, demoGateway } from '../../integration/simulator/tws-server/demo-gateway.ts'
import { RawClient } from '../../integration/simulator/tws-server/raw-client.ts'
import { cutAnywhere, mutateFrame } from '../mutate-frames.ts'
import { requestFrames } from '../request-frames.ts'
import { wholeFrame } from './whole-frame.ts'

const FRAMES_OF_CLIENT = 50
const NOW = ['49', '1']
const VERSIONS = [178, 182, 183, 184, 187, 189, 190, 192, 193]
/** The market of a gateway has one day: a new one for so many clients. */
const CLIENTS_OF_GATEWAY = 500
const STOCK = ['0', 'AAPL', 'STK', '', '0.0', '', '', 'SMART', '', 'USD', '', '']
const REFUSALS = /^(Error reading request\.|Fatal Error: Unknown message id\.)/

/** What became of the frames that went into gateways. */
export interface GatewayFuzz {
  readonly frames: number
  /** Understood in spite of the mutation, and those that got a code and a sentence. */
  readonly understood: number
  readonly refused: number
  /** Clients that were dropped, since what they sent was no stream of frames any more. */
  readonly dropped: number
  /** Broken promises; empty when there is no bug. */
  readonly wrong: readonly string[]
}

/** What a gateway has to make of a client's bytes. */
interface Expected {
  readonly understood: number
  readonly refused: number
  /** The connection ends by them. */
  readonly fatal: boolean
  /** The good question at their end is still one. */
  readonly answers: boolean
}

/**
 * Sends mutated requests to a simulated gateway, from clients that come one after the other, and holds what each is told
 * against what its bytes are: a request, or one that is refused with a code, or the end of its connection.
 */
export async function fuzzGateway(seed: number, frames: number): Promise<GatewayFuzz> {
  const random = createRandom(seed)
  const wrong: string[] = []
  let [understood, refused, dropped, clients] = [0, 0, 0, 0]
  let demo: DemoGateway | null = null
  for (let sent = 0; sent < frames; sent += FRAMES_OF_CLIENT) {
    if (demo === null) demo = await demoGateway({ limits: 'none' })
    const told = await sendFrom(demo, ++clients, random, Math.min(FRAMES_OF_CLIENT, frames - sent))
    understood += told.understood
    refused += told.refused
    if (told.fatal) dropped += 1
    wrong.push(...told.wrong)
    // The market goes on, and with it what was ordered and subscribed to.
    demo.steps(1)
    demo.time.pass(1_000)
    if (clients % CLIENTS_OF_GATEWAY > 0 && sent + FRAMES_OF_CLIENT < frames) continue
    wrong.push(...(await goodDay(demo)))
    await demo.close()
    demo = null
  }
  return { frames, understood, refused, dropped, wrong }
}

async function sendFrom(demo: DemoGateway, client: number, random: Random, count: number) {
  const version = random.pick(VERSIONS)
  const raw = await RawClient.started(demo.port, client, `v100..${version}`)
  await raw.until(() => raw.of(9).length > 0)
  const mutated = Array.from({ length: count }, (_, index) => {
    const frame = mutateFrame(random.pick(requestFrames(version)), random)
    // A broken frame can swallow those that follow: only the last one of a client may be one.
    return index === count - 1 && random.chance(0.5) ? frame : wholeFrame(frame)
  })
  const bytes = Buffer.concat([...mutated, encodeFrame(NOW)])
  const expected = expect(version, bytes)
  const asked = raw.of(49).length
  for (const piece of cutAnywhere(bytes, random)) raw.socket.write(piece)
  const wrong: string[] = []
  const complain = (what: string): void => void wrong.push(`client ${client} at version ${version}: ${what}`)
  if (expected.fatal) await raw.ended()
  else if (expected.answers) await raw.until(() => raw.of(49).length > asked || raw.isClosed)
  if (!expected.fatal && raw.isClosed) complain('was dropped without a reason')
  if (expected.answers) {
    const last = raw.frames.findLastIndex(([message]) => message === '49')
    const refusals = raw.frames.slice(0, last).filter(isRefusal).length
    if (refusals !== expected.refused) complain(`${refusals} of ${expected.refused} refusals were told`)
  }
  raw.close()
  return { ...expected, wrong }
}

const isRefusal = ([message, , , code, text]: readonly string[]): boolean =>
  message === '4' && (code === '320' || code === '505') && REFUSALS.test(text ?? '')

function expect(version: number, bytes: Buffer): Expected {
  const reader = new FrameReader()
  reader.read(Buffer.from('API\0\0\0\0\x04v193', 'latin1'))
  const inbound = reader.read(bytes)
  const fatal = inbound.some((each) => each.kind === 'bad-frame' && each.fatal)
  const refused = inbound.filter((each) => isRefused(version, each)).length
  const last = inbound.at(-1)
  const answers = !fatal && last?.kind === 'message' && last.fields.join() === NOW.join()
  return { understood: inbound.length - refused, refused, fatal, answers }
}

function isRefused(version: number, inbound: Inbound): boolean {
  return inbound.kind === 'bad-frame' || (inbound.kind === 'message' && !decodeRequest(version, inbound.fields).ok)
}

/** What is left of the gateway after its clients: no failure, nobody connected, and a good client is served. */
async function goodDay({ gateway, port, failures }: DemoGateway): Promise<readonly string[]> {
  const wrong = failures.map(
    (failure) => `a failure in the gateway: ${failure instanceof Error ? failure.stack : failure}`,
  )
  for (let turns = 0; turns < 1_000 && gateway.stats().connections > 0; turns += 1) await turn()
  const { connections, lines } = gateway.stats()
  if (connections > 0) wrong.push(`${connections} connections are left`)
  if (lines > 0) wrong.push(`${lines} lines are left`)
  const good = await RawClient.started(port, 1_000_000)
  good.send('9', '8', '31', ...STOCK, '0', '', '', '')
  good.send('20', '32', ...STOCK, '0', '', '5 mins', '1 D', '1', 'TRADES', '2', '0', '')
  good.send('1', '11', '33', ...STOCK, '0', '', '0', '0', '')
  await good.settled()
  const unserved = [10, 17, 1].filter((message) => good.of(message).length === 0)
  if (unserved.length > 0) wrong.push(`a good client got no ${unserved.join()}: ${JSON.stringify(good.of(4))}`)
  good.close()
  return wrong
}
