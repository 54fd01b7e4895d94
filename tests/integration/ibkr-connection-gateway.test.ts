import { afterEach, describe, expect, it } from 'vitest'
import { type LinkUnderTest, openLinkUnderTest } from '../support/ibkr/link-under-test.ts'
import { type DemoGateway, demoGateway } from './simulator/tws-server/demo-gateway.ts'

const opened: (DemoGateway | LinkUnderTest)[] = []
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) 'link' in one ? one.link.close() : await one.close()
})

async function gatewayWith(...options: Parameters<typeof demoGateway>): Promise<DemoGateway> {
  const demo = await demoGateway(...options)
  opened.push(demo)
  return demo
}

function linkTo(demo: DemoGateway, more: Parameters<typeof openLinkUnderTest>[1] = {}): LinkUnderTest {
  const under = openLinkUnderTest(demo.port, more)
  opened.push(under)
  return under
}

describe('on the simulated gateway', () => {
  for (const maxServerVersion of [178, 193]) {
    it(`it is ready at server version ${maxServerVersion}, and every message can be read`, async () => {
      const demo = await gatewayWith({ maxServerVersion })
      const { link, whenState, when } = linkTo(demo)
      link.connect()
      await whenState('ready')
      await when('a heartbeat', () => link.state().latency !== null)
      expect(link.state()).toMatchObject({ serverVersion: maxServerVersion, accounts: ['DU1000001'], farmsDown: [] })
      expect(link.state().messages.map(({ code, severity }) => [code, severity])).toEqual([
        [2158, 'info'],
        [2107, 'info'],
        [2104, 'info'],
      ])
      expect(link.takeOrderId()).toBeGreaterThan(0)
    })
  }

  it('a second cockpit with the same client id waits, and comes up when the first is gone', async () => {
    const demo = await gatewayWith()
    const first = linkTo(demo)
    const second = linkTo(demo)
    first.link.connect()
    await first.whenState('ready')
    second.link.connect()
    await second.whenState('reconnecting')
    expect(second.link.connection().reason).toContain('Client id 7 is still in use')
    first.link.close()
    second.time.advance(75_000)
    await second.whenState('ready')
  })

  it('market time is marked after each step, and broker time follows it', async () => {
    const marks: number[] = []
    const demo = await gatewayWith()
    const { link, whenState, when } = linkTo(demo, { onMark: (at) => marks.push(at) })
    link.connect()
    await whenState('ready')
    demo.steps(1)
    demo.gateway.mark()
    const time = await link.brokerTime()
    expect(marks).toHaveLength(1)
    // TWS tells whole seconds.
    expect(time).toEqual({ ok: true, value: Math.floor((marks[0] ?? 0) / 1_000) * 1_000 })
    await when('a heartbeat', () => link.state().latency !== null)
  })
})
