import { expect, test } from 'vitest'
import { openFindings } from '../../../../src-renderer/stores/reconciliation.ts'
import { AGREEING, DIFFERING } from '../../../support/window-states/live.ts'

test('what has been acknowledged is not counted any more; what is not ours is', () => {
  const [account] = DIFFERING.accounts
  expect(account?.differences.map(({ acknowledged }) => acknowledged)).toEqual([false, true])
  expect(openFindings(DIFFERING.accounts)).toEqual({ differences: 1, foreign: 4 })
})

test('accounts are counted together, and nothing is there where all agree', () => {
  expect(openFindings([...DIFFERING.accounts, ...DIFFERING.accounts])).toEqual({ differences: 2, foreign: 8 })
  expect(openFindings(AGREEING.accounts)).toEqual({ differences: 0, foreign: 0 })
})
