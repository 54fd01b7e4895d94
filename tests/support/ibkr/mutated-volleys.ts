import { createRandom } from '../../../src-main/simulator/random.ts'
import { mutateFrame } from '../mutate-frames.ts'
import type { LinkUnderTest } from './link-under-test.ts'
import { frame, type ScriptedTws } from './scripted-tws.ts'

/** Messages of TWS of many kinds, as they come in a day. */
const MESSAGES = [
  [4, 2, -1, 2104, 'Market data farm connection is OK:usfarm', ''],
  [4, 2, -1, 1102, 'Connectivity restored - data maintained.', ''],
  [4, 2, 5, 201, 'Order rejected', '{"a":1}'],
  [9, 1, 17],
  [15, 1, 'DU1234567'],
  [49, 1, 1_704_205_800],
  [1, 6, 3, 1, '190.01', 300, 0],
  [3, 5, 'Submitted', 0, 100, 0, 9, 0, 0, 7, '', 0],
  [17, 3, '20240102', '20240102', 1, 1_704_205_800, 1, 2, 1, 2, 100, 1.5, 10],
  [59, 1, 'exec', 1, 'USD', '', '', ''],
  [61, 3, 'DU1234567', 1, 'INTC', 'STK', '', 0, '', '', 'NASDAQ', 'USD', 'INTC', 'NMS', 100, 30.5],
  [79, 3, 1, 1, 'INTC', 'STK', 'NASDAQ', 'USD', 1, 'OPT', 'INTEL', ''],
  [88, 3, '19801212-14:30:00'],
  [90, 3, 5, 1_704_205_800, 1, 1, 2, 1, 1, 100],
].map((fields) => frame(fields))

/** A frame with the length and the end that the protocol asks for, so that what is broken is inside. */
function mended(bytes: Buffer): Buffer {
  const body = bytes.subarray(4)
  const whole = Buffer.concat([Buffer.alloc(4), body, Buffer.from([0])])
  whole.writeUInt32BE(whole.length - 4)
  return whole
}

/**
 * Sends mutated messages in volleys, each on a connection of its own, and waits after each until the link is ready
 * again. It fails by a crash, an error that nobody caught, or a link that does not come back.
 * @returns frames that were sent
 */
export async function sendMutatedVolleys(
  { link, time, whenState }: LinkUnderTest,
  tws: ScriptedTws,
  { seed, volleys, frames }: { readonly seed: number; readonly volleys: number; readonly frames: number },
): Promise<number> {
  const random = createRandom(seed)
  link.connect()
  for (let volley = 0; volley < volleys; volley++) {
    await whenState('ready')
    const client = tws.newest()
    for (let sent = 0; sent < frames; sent++) {
      const mutated = mutateFrame(random.pick(MESSAGES), random)
      // A broken frame ends its connection: the last one of a volley may be one.
      client.raw(sent === frames - 1 && random.chance(0.5) ? mutated : mended(mutated))
    }
    client.drop()
    await whenState('reconnecting')
    if (!/^[A-Z].*\.$/.test(link.connection().reason)) throw new Error(`no sentence: ${link.connection().reason}`)
    await tws.alone()
    time.advance(time.untilNext() ?? 0)
  }
  await whenState('ready')
  return volleys * frames
}
