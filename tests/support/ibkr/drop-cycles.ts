import { EventName } from '@stoqey/ib'
import { ask } from '../../../src-main/broker/ibkr/connection/requests.ts'
import type { LinkUnderTest } from './link-under-test.ts'
import type { ScriptedTws } from './scripted-tws.ts'

/**
 * Connects, asks, is dropped with questions and messages under way, and waits for the next attempt: again and again.
 * Afterwards the link waits for its next attempt.
 */
export async function dropCycles(
  { link, time, whenState }: LinkUnderTest,
  tws: ScriptedTws,
  count: number,
): Promise<void> {
  if (link.connection().state === 'disconnected') link.connect()
  else time.advance(time.untilNext() ?? 0)
  for (let cycle = 1; ; cycle++) {
    await whenState('ready')
    const unanswered = ask(link, {
      class: 'account',
      what: 'the open orders',
      timeoutMs: 10_000,
      send: (api) => api.reqOpenOrders(),
      listen: (_id, done) => [link.on(EventName.openOrderEnd, () => done(null))],
    })
    for (let message = 0; message < 30; message++) link.send('data', (api) => api.reqIds())
    tws.newest().drop()
    await whenState('reconnecting')
    const answer = await unanswered
    if (answer.ok || answer.error.code !== 'not-connected') throw new Error('a question outlived its connection')
    await tws.alone()
    if (cycle === count) return
    time.advance(time.untilNext() ?? 0)
  }
}
