import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Card } from '../../../src-shared/contract/views/orders.ts'
import { currentCards } from '../../stores/cards.ts'
import { sendCommand } from '../../stores/commands.ts'
import { notify } from '../../stores/notices.ts'
import { type DraftField, fieldOfRefusal } from './edit-draft.ts'

/** What was asked of a card. */
type Asked = 'approve' | 'reject' | 'edit'

interface CardRefusal {
  readonly code: string
  readonly message: string
}

/** How the last command to a card stands. Nothing is taken for done before the engine has said so. */
type CardProgress =
  | { readonly kind: 'waiting'; readonly asked: Asked }
  | { readonly kind: 'done'; readonly asked: Asked }
  | { readonly kind: 'refused'; readonly asked: Asked; readonly refusal: CardRefusal }

interface Progress {
  readonly byRef: Readonly<Record<string, CardProgress>>
  /** The card whose form is open. */
  readonly editing: string | null
}

const store = createStore<Progress>(() => ({ byRef: {}, editing: null }))

const put = (ref: string, progress: CardProgress): void =>
  store.setState(({ byRef }) => ({ byRef: { ...byRef, [ref]: progress } }))

const drop = (ref: string): void =>
  store.setState(({ byRef: { [ref]: _, ...byRef }, editing }) => ({ byRef, editing: editing === ref ? null : editing }))

export const useCardProgress = (ref: string): CardProgress | null => useStore(store, ({ byRef }) => byRef[ref] ?? null)

/** The card whose form is open; null: none. */
export const useEditing = (): string | null => useStore(store, ({ editing }) => editing)

export const openEdit = (ref: string): void => store.setState({ editing: ref })

export const closeEdit = (): void => store.setState({ editing: null })

export const editing = (): string | null => store.getState().editing

/** Whether an answer about this card is still awaited, or it is over and only its going has not been shown yet. */
export function isBusy(ref: string): boolean {
  const progress = store.getState().byRef[ref]
  return progress?.kind === 'waiting' || (progress?.kind === 'done' && progress.asked !== 'edit')
}

/** What we know of a card that has gone; it is forgotten with that. */
export function takeProgress(ref: string): CardProgress | null {
  const progress = store.getState().byRef[ref] ?? null
  drop(ref)
  return progress
}

type Shown = Pick<Card, 'ref' | 'revision'>

/** Takes down the answer. A card that went in the meantime has no place for a refusal any more: it is told all the same. */
function settle(ref: string, asked: Asked, refusal: CardRefusal | null): void {
  if (currentCards().some((card) => card.ref === ref)) {
    put(ref, refusal === null ? { kind: 'done', asked } : { kind: 'refused', asked, refusal })
    return
  }
  drop(ref)
  if (refusal !== null) notify({ mark: 'warning', title: NOT_DONE[asked], text: refusal.message })
}

const NOT_DONE: Readonly<Record<Asked, string>> = {
  approve: 'Not approved',
  reject: 'Not rejected',
  edit: 'Not changed',
}

/** Approves the order as it is shown. */
export async function approve({ ref, revision }: Shown): Promise<void> {
  if (isBusy(ref)) return
  put(ref, { kind: 'waiting', asked: 'approve' })
  const answer = await sendCommand({ kind: 'approve', ref, revision }, { silent: true })
  settle(ref, 'approve', answer.ok ? null : answer.error)
}

/** Approves exactly these orders, as they are shown. */
export async function approveAll(cards: readonly Shown[]): Promise<void> {
  const shown = cards.filter(({ ref }) => !isBusy(ref)).map(({ ref, revision }) => ({ ref, revision }))
  if (shown.length === 0) return
  for (const { ref } of shown) put(ref, { kind: 'waiting', asked: 'approve' })
  const answer = await sendCommand({ kind: 'approve-all', shown }, { silent: true })
  for (const { ref } of shown) {
    const refusal = answer.ok ? answer.value.orders.find((order) => order.ref === ref)?.refusal : answer.error
    settle(ref, 'approve', refusal ?? null)
  }
}

export async function reject({ ref }: Shown): Promise<void> {
  if (isBusy(ref)) return
  put(ref, { kind: 'waiting', asked: 'reject' })
  const answer = await sendCommand({ kind: 'decline', ref }, { silent: true })
  settle(ref, 'reject', answer.ok ? null : answer.error)
}

/** Why an edit was not taken, and of which field that speaks; null when it was. */
export interface EditRefusal {
  readonly field: DraftField | null
  readonly message: string
}

/** @param shown the revision on which the form was opened. */
export async function saveEdit(
  { ref, revision }: Shown,
  change: { readonly [Field in DraftField]?: number },
): Promise<EditRefusal | null> {
  if (isBusy(ref)) return null
  put(ref, { kind: 'waiting', asked: 'edit' })
  const answer = await sendCommand({ kind: 'edit', ref, revision, change }, { silent: true })
  if (answer.ok) closeEdit()
  if (answer.ok || !currentCards().some((card) => card.ref === ref)) {
    settle(ref, 'edit', answer.ok ? null : answer.error)
    return null
  }
  // The form says it, beside the field.
  put(ref, { kind: 'done', asked: 'edit' })
  return { field: fieldOfRefusal(answer.error), message: answer.error.message }
}
