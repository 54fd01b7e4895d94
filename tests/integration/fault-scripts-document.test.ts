import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { faultSchema } from '../../src-main/simulator/tws-server/faults/fault-schema.ts'
import { FROM_CLIENT, TO_CLIENT } from '../../src-main/simulator/tws-server/faults/message-kinds.ts'
import { SECOND_MS } from '../../src-shared/domain/time.ts'
import { type ScriptedGateway, scriptedGateway } from './simulator/tws-server/faults/scripted-gateway.ts'

const DOCUMENT = readFileSync(new URL('../../docs/FAULT_SCRIPTS.md', import.meta.url), 'utf8')
const EXAMPLES = [...DOCUMENT.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) => json ?? '')
const HALF_AN_HOUR_MS = 1_800 * SECOND_MS

describe('docs/FAULT_SCRIPTS.md', () => {
  let scripted: ScriptedGateway

  afterEach(() => scripted.close())

  it.each(EXAMPLES.map((text, index) => [index + 1, text] as const))(
    'its example %i is read and plays to its end without a fault of the gateway',
    async (_number, text) => {
      const script: { readonly faults: readonly unknown[] } = JSON.parse(text)
      scripted = await scriptedGateway(script)
      await scripted.join(1)
      for (let passed = 0; passed < 2 * HALF_AN_HOUR_MS; passed += 300 * SECOND_MS) {
        scripted.time.pass(300 * SECOND_MS)
        scripted.steps(60)
      }
      scripted.steps(12 * 60)
      expect(scripted.notes.length).toBeGreaterThan(0)
      expect(scripted.failures).toEqual([])
    },
  )
})

it('docs/FAULT_SCRIPTS.md names every fault and every kind of message', () => {
  expect(EXAMPLES.length).toBeGreaterThanOrEqual(5)
  const faults = faultSchema.options.map((option) => option.shape.fault.value)
  const missing = [...faults, ...FROM_CLIENT, ...TO_CLIENT].filter((name) => !DOCUMENT.includes(`\`${name}\``))
  expect(missing).toEqual([])
})
