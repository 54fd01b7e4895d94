import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reconcileOnce, reconciliations } from '../support/desk-model/reconciliation.ts'
import { runs } from '../support/properties.ts'

test('quantity, average price, realised profit and commissions become the broker’s, whatever its messages go through', async () => {
  const happened: Record<string, number> = {}
  await fc.assert(
    fc.asyncProperty(reconciliations(), async (each) => {
      for (const [what, times] of Object.entries(await reconcileOnce(each))) {
        happened[what] = (happened[what] ?? 0) + times
      }
    }),
    runs(500),
  )
  expect(happened['execution']).toBeGreaterThan(500)
  for (const rare of ['corrections', 'trades of others', 'dropped', 'delayed']) {
    expect(happened[rare], rare).toBeGreaterThan(100)
  }
})
