import { setImmediate as turn } from 'node:timers/promises'
import { EventName } from '@stoqey/ib'
import { type Link, openLink } from '../../../src-main/broker/ibkr/connection/open-link.ts'
import { ask } from '../../../src-main/broker/ibkr/connection/requests.ts'
import { createRandom, type Random } from '../../../src-main/simulator/random.ts'
import type { Gateway } from '../../../src-main/simulator/tws-server/gateway.ts'
import { type HeldTime, holdTime } from './held-time.ts'

const QUIET_TURNS = 6
const MOST_TURNS = 20_000

/** What went wrong in a sequence, and what it was made of; `wrong` is empty when every promise was kept. */
export interface SequenceResult {
  readonly wrong: readonly string[]
  readonly actions: readonly string[]
  readonly connections: number
}

type Action = (world: World) => void

interface World {
  readonly gateway: Gateway
  readonly random: Random
}

const notice =
  (code: number, text: string): Action =>
  ({ gateway }) =>
    gateway.notice(code, text)

/** Everything that a day can bring to a connection. */
const ACTIONS: Readonly<Record<string, Action>> = {
  'clean drop': ({ gateway }) => gateway.dropClients('clean'),
  reset: ({ gateway }) => gateway.dropClients('reset'),
  'half-open': ({ gateway }) => gateway.dropClients('half-open'),
  'drop with a busy client id': ({ gateway }) => gateway.dropClients('reset', 60_000),
  restart: ({ gateway }) => gateway.restart(),
  1100: notice(1100, 'Connectivity between IBKR and Trader Workstation has been lost.'),
  2110: notice(2110, 'Connectivity between Trader Workstation and server is broken.'),
  1101: notice(1101, 'Connectivity restored - data lost.'),
  1102: notice(1102, 'Connectivity restored - data maintained.'),
  1300: notice(1300, 'Socket port has been reset and this connection is being dropped.'),
  2103: notice(2103, 'Market data farm connection is broken:usfarm'),
  2104: notice(2104, 'Market data farm connection is OK:usfarm'),
  100: notice(100, 'Max rate of messages per second has been exceeded'),
  10197: notice(10197, 'No market data during competing live session'),
  'unreadable message': ({ gateway }) => {
    for (const session of gateway.sessions) session.send([998, 'x'])
  },
  'damaged frame': ({ gateway, random }) => {
    const bytes = Buffer.from(Array.from({ length: random.integer(1, 40) }, () => random.integer(0, 255)))
    for (const session of gateway.sessions) session.sendBytes(bytes)
  },
}

/** The world between two moves of the clock: nothing is under way any more in this process. */
async function settle(link: Link, gateway: Gateway): Promise<void> {
  let quiet = 0
  let before = ''
  for (let count = 0; quiet < QUIET_TURNS && count < MOST_TURNS; count++) {
    await turn()
    const { connections, sessions, received, sent } = gateway.stats()
    const { messages, outgoing, latency } = link.state()
    const now = [
      connections,
      sessions,
      received,
      sent,
      link.connection().state,
      messages[0]?.text,
      outgoing.waiting,
      latency,
    ].join()
    quiet = now === before ? quiet + 1 : 0
    before = now
  }
}

/**
 * Plays one sequence of faults against a link on the simulated gateway, both on one clock.
 * @param openGateway a gateway on the given operator time
 */
export async function playFaults(
  seed: number,
  length: number,
  openGateway: (
    time: HeldTime,
  ) => Promise<{ readonly gateway: Gateway; readonly port: number; close(): Promise<void> }>,
): Promise<SequenceResult> {
  const random = createRandom(seed)
  const time = holdTime()
  const { gateway, port, close } = await openGateway(time)
  const wrong: string[] = []
  const actions: string[] = []
  const link = openLink({ host: '127.0.0.1', port, client: 7, time, random: random.uniform, marketNow: time.now })

  let under = 0
  link.onSynchronise(1, async () => {
    if (++under > 1) wrong.push('a step ran twice at the same time')
    const found = await ask<boolean>(link, {
      class: 'account',
      what: 'the open orders',
      timeoutMs: 8_000,
      send: (api) => api.reqOpenOrders(),
      listen: (_id, done) => [link.on(EventName.openOrderEnd, () => done(true))],
    })
    under--
    return found.ok
  })
  link.on(EventName.openOrderEnd, () => {
    throw new Error('a listener of the test')
  })
  const listeners = link.listenerCount()
  const sentences = new Set<string>()
  link.onConnection(({ state, reason }) => {
    sentences.add(state)
    if (!/^[A-Z].{15,}\.$/.test(reason)) wrong.push(`${state} has no sentence: ${reason}`)
  })

  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; ) {
      const step = Math.min(left, Math.max(1, time.untilNext() ?? left))
      time.advance(step)
      left -= step
      await settle(link, gateway)
      const { sessions } = gateway.stats()
      if (sessions > 1) wrong.push(`${sessions} sessions at once`)
    }
  }

  link.connect()
  await settle(link, gateway)
  const names = Object.keys(ACTIONS)
  for (let count = 0; count < length; count++) {
    const name = random.pick(names)
    actions.push(name)
    ACTIONS[name]?.({ gateway, random })
    if (random.chance(0.7)) await settle(link, gateway)
    if (random.chance(0.6)) await pass(random.integer(1, random.chance(0.2) ? 90_000 : 8_000))
  }

  // The faults are over: it comes back by itself, once somebody says that IBKR and its farms are there. A socket that
  // was left half open is found by a heartbeat.
  await pass(12_000)
  for (let rounds = 0; rounds < 60 && link.connection().state !== 'ready'; rounds++) {
    gateway.notice(1102, 'Connectivity restored - data maintained.')
    gateway.notice(2104, 'Market data farm connection is OK:usfarm')
    await settle(link, gateway)
    await pass(10_000)
  }
  if (link.connection().state !== 'ready') wrong.push(`not ready in the end: ${link.connection().reason}`)
  if (gateway.stats().sessions !== 1) wrong.push(`${gateway.stats().sessions} sessions in the end`)
  if (link.listenerCount() !== listeners + 1) wrong.push(`${link.listenerCount()} listeners, not ${listeners + 1}`)
  const faults = link
    .state()
    .messages.filter(({ text }) => /A fault in the cockpit: (?!a listener of the test)/.test(text))
  wrong.push(...faults.map(({ text }) => text))

  link.close()
  await settle(link, gateway)
  await close()
  if (link.connection().state !== 'disconnected') wrong.push('not disconnected after its end')
  return { wrong, actions, connections: sentences.size }
}
