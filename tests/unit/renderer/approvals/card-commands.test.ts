import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  approve,
  approveAll,
  editing,
  isBusy,
  openEdit,
  reject,
  saveEdit,
  takeProgress,
} from '../../../../src-renderer/features/approvals/card-commands.ts'
import { attachEngine } from '../../../../src-renderer/stores/engine.ts'
import type { OrderOutcome } from '../../../../src-shared/contract/commands.ts'
import type { ContractError } from '../../../../src-shared/contract/messages.ts'
import type { Card } from '../../../../src-shared/contract/views/orders.ts'
import { orderRef } from '../../../../src-shared/domain/ids.ts'
import { createLine } from '../bridge/scripted-line.ts'
import { cardOf } from './cards.ts'

const ONE = cardOf({ ref: orderRef('one'), revision: 3 })
const TWO = cardOf({ ref: orderRef('two') })
const STALE: ContractError = { code: 'stale-quote', message: 'The quote of AMD is 17 s old; more than 15 s is stale.' }

let line: ReturnType<typeof createLine>
let detach: () => void

beforeEach(() => {
  line = createLine()
  detach = attachEngine(line.client)
  line.connect()
  show([ONE, TWO])
  line.taken()
})
afterEach(() => {
  for (const { ref } of [ONE, TWO]) takeProgress(ref)
  detach()
})

let seq = 0
function show(rows: readonly Card[]): void {
  seq += 1
  line.say({ type: 'snapshot', topic: 'cards', epoch: `epoch-${seq}`, seq: 1, state: { rows } })
}

/** The commands that went out since the last look, with their ids. */
const commands = () => line.taken().filter((message) => message.type === 'command')

function answerWith(answer: readonly OrderOutcome[] | ContractError): void {
  for (const { id } of commands()) {
    if ('code' in answer) line.say({ type: 'refused', id, error: answer })
    else line.say({ type: 'done', id, value: { orders: answer } })
  }
}

describe('approving a card', () => {
  test('names the revision that was shown', () => {
    void approve(ONE)
    expect(commands().map(({ command }) => command)).toEqual([{ kind: 'approve', ref: 'one', revision: 3 }])
  })

  test('is sent once while its answer is awaited', async () => {
    void approve(ONE)
    await approve(ONE)
    expect(line.taken().filter(({ type }) => type === 'command')).toHaveLength(1)
  })

  test('is not taken for done before the engine has said so', () => {
    void approve(ONE)
    expect(takeProgress(ONE.ref)).toEqual({ kind: 'waiting', asked: 'approve' })
  })

  test('keeps the refusal with its words, and can be tried again', async () => {
    const asked = approve(ONE)
    answerWith(STALE)
    await asked
    expect(isBusy(ONE.ref)).toBe(false)
    expect(takeProgress(ONE.ref)).toMatchObject({ kind: 'refused', refusal: STALE })
  })

  test('stays answered until the card has gone', async () => {
    const asked = approve(ONE)
    answerWith([{ ref: 'one', refusal: null }])
    await asked
    expect(isBusy(ONE.ref)).toBe(true)
  })

  test('leaves nothing behind when the card went before the answer came', async () => {
    const asked = approve(ONE)
    show([TWO])
    answerWith([{ ref: 'one', refusal: null }])
    await asked
    expect(takeProgress(ONE.ref)).toBeNull()
  })
})

describe('approving all', () => {
  test('sends exactly the references and revisions that are shown', () => {
    void approveAll([ONE, TWO])
    const [sent] = commands()
    expect(sent?.command).toEqual({
      kind: 'approve-all',
      shown: [
        { ref: 'one', revision: 3 },
        { ref: 'two', revision: 1 },
      ],
    })
  })

  test('leaves out a card that is being answered', () => {
    void reject(ONE)
    void approveAll([ONE, TWO])
    expect(commands().at(-1)?.command).toEqual({ kind: 'approve-all', shown: [{ ref: 'two', revision: 1 }] })
  })

  test('tells each card what became of it', async () => {
    const asked = approveAll([ONE, TWO])
    answerWith([
      { ref: 'one', refusal: null },
      { ref: 'two', refusal: STALE },
    ])
    await asked
    expect(takeProgress(ONE.ref)).toMatchObject({ kind: 'done' })
    expect(takeProgress(TWO.ref)).toMatchObject({ kind: 'refused', refusal: STALE })
  })

  test('sends nothing when there is nothing to approve', async () => {
    await approveAll([])
    expect(commands()).toEqual([])
  })
})

describe('editing a card', () => {
  test('sends what was changed, of the revision on which the form was opened', () => {
    void saveEdit(ONE, { stop: 117.4 })
    expect(commands()[0]?.command).toEqual({ kind: 'edit', ref: 'one', revision: 3, change: { stop: 117.4 } })
  })

  test('closes the form when it was taken', async () => {
    openEdit(ONE.ref)
    const asked = saveEdit(ONE, { quantity: 50 })
    answerWith([{ ref: 'one', refusal: null }])
    expect(await asked).toBeNull()
    expect(editing()).toBeNull()
    expect(isBusy(ONE.ref)).toBe(false)
  })

  test('keeps the form open when it was refused, and names the field', async () => {
    openEdit(ONE.ref)
    const asked = saveEdit(ONE, { stop: 119 })
    answerWith({ code: 'wrong-side', message: 'The stop 119.00 is on the wrong side.' })
    expect(await asked).toEqual({ field: 'stop', message: 'The stop 119.00 is on the wrong side.' })
    expect(editing()).toBe('one')
  })

  test('closes the form of a card that has gone', () => {
    openEdit(ONE.ref)
    takeProgress(ONE.ref)
    expect(editing()).toBeNull()
  })
})

test('rejecting needs no revision', () => {
  void reject(TWO)
  expect(commands()[0]?.command).toEqual({ kind: 'decline', ref: 'two' })
})
