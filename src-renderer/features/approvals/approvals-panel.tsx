import type { FocusEvent, KeyboardEvent } from 'react'
import type { Card } from '../../../src-shared/contract/views/orders.ts'
import { clock, useCards } from '../../stores/cards.ts'
import { useRole } from '../../stores/connection.ts'
import { notify } from '../../stores/notices.ts'
import { useSelection } from '../../stores/selection.ts'
import { useStatus } from '../../stores/status.ts'
import { useScorecard } from '../../stores/symbol.ts'
import { Kbd, TextButton } from '../../ui/controls.tsx'
import { hundredths } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { EmptyState, Panel } from '../../ui/panel.tsx'
import { useKeyAction } from '../keys/key-actions.ts'
import { capsOf } from '../keys/shortcuts.ts'
import { Announcer } from './announcer.tsx'
import { ApprovalCard, CardLine } from './approval-card.tsx'
import { approve, approveAll, editing, isBusy, openEdit, reject, useEditing } from './card-commands.ts'
import { cardAfter, openCards } from './card-list.ts'
import { certainRefusal } from './card-words.ts'
import { useFocusedCard, useFocusFollows } from './use-focused-card.ts'
import { useGoneCards } from './use-gone-cards.ts'
import { useGuard } from './use-guard.ts'
import { useMedia } from './use-media.ts'
import { useSteady } from './use-steady.ts'
import './approvals.css'

const WATCHING = 'This window only watches; another one answers the cards.'

const STEPS: Readonly<Record<string, number>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }

/** What would bring a card here. */
function Nothing() {
  const automatic = useStatus(({ automaticApproval }) => automaticApproval)
  const needs = useScorecard(useSelection(({ symbol }) => symbol))?.needs ?? null
  const enough =
    needs === null
      ? 'enough edges agree, their score suffices'
      : `${needs.agreeing} of 6 edges agree, the score reaches ${hundredths(needs.score)}`
  return automatic ? (
    <EmptyState title="Nothing waits.">Approval is automatic: orders go out as soon as they are staged.</EmptyState>
  ) : (
    <EmptyState title="Nothing to approve.">A card appears here when {enough} and nothing vetoes it.</EmptyState>
  )
}

/** What is typed in an open form is not what would go out. */
const tellOfOpenForm = (): void =>
  notify({ mark: 'warning', title: 'Not approved', text: 'The order is being edited: save or cancel that first.' })

/** Orders that wait for the trader's word. */
export function ApprovalsPanel() {
  const cards = useCards()
  const watching = useRole() === 'controller' ? null : WATCHING
  const setSymbol = useSelection((selection) => selection.setSymbol)
  const focusCard = useSelection((selection) => selection.focusCard)
  const { list, isMeant, focusFell } = useGuard(cards)
  const focused = useFocusedCard(cards, focusFell)
  const gone = useGoneCards(cards)

  const choose = (card: Card): void => {
    if (card.ref !== focused?.ref) focusCard(card.ref)
    setSymbol(card.symbol)
  }
  const approveMeant = (card: Card, by: 'button' | 'key'): void => {
    if (watching !== null || certainRefusal(card) !== null || !isMeant(card.ref, by)) return
    if (editing() === card.ref) tellOfOpenForm()
    else void approve(card)
  }
  const approveShown = (): void => {
    if (watching !== null || !cards.every(({ ref }) => isMeant(ref, 'button'))) return
    if (editing() !== null) tellOfOpenForm()
    else void approveAll(cards)
  }
  const answer = (action: (card: Card) => void): (() => void) | null =>
    focused === null || watching !== null ? null : () => !isBusy(focused.ref) && action(focused)
  useKeyAction('approve', focused === null ? null : () => approveMeant(focused, 'key'))
  useKeyAction(
    'edit',
    answer(({ ref }) => openEdit(ref)),
  )
  useKeyAction(
    'reject',
    answer((card) => void reject(card)),
  )
  useKeyAction('approve-all', cards.length === 0 ? null : approveShown)

  const press = (event: KeyboardEvent): void => {
    // A key that is held down opens a card at most: it never goes on to approve it.
    if (event.repeat && (event.key === 'Enter' || event.key === ' ')) event.preventDefault()
    const places = STEPS[event.key]
    if (places === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    const refs = cards.map(({ ref }) => ref)
    const next = cardAfter(refs, focused?.ref ?? null, places)
    const card = cards.find(({ ref }) => ref === next)
    if (card !== undefined) choose(card)
  }
  const enter = (event: FocusEvent): void => {
    const ref = event.target.closest<HTMLElement>('article[data-card]')?.dataset['card']
    const card = cards.find((each) => each.ref === ref)
    if (card !== undefined && card.ref !== focused?.ref) choose(card)
  }
  const onApprove = useSteady(approveMeant)
  const onChoose = useSteady(choose)
  useFocusFollows(list, focused)
  const edited = useEditing()
  const low = useMedia('(max-height: 900px)')
  const open = openCards(
    cards.map(({ ref }) => ref),
    focused?.ref ?? null,
    low,
  )

  return (
    <Panel
      title="Approvals"
      className="approvals"
      count={cards.length}
      actions={
        cards.length > 1 && (
          <TextButton
            aria-disabled={watching !== null}
            data-tip={watching ?? `Approves these ${cards.length} orders as they are shown`}
            onClick={approveShown}
          >
            approve all <Kbd>{capsOf('approve-all')}</Kbd>
          </TextButton>
        )
      }
    >
      {watching !== null && cards.length > 0 && <p className="watching">{WATCHING}</p>}
      {cards.length === 0 && gone.length === 0 && <Nothing />}
      <ul className="cards" ref={list} onKeyDown={press} onFocus={enter}>
        {cards.map((card) => (
          <li key={card.ref}>
            {open.has(card.ref) || card.ref === edited ? (
              <ApprovalCard card={card} focused={card.ref === focused?.ref} watching={watching} onApprove={onApprove} />
            ) : (
              <CardLine card={card} onChoose={onChoose} />
            )}
          </li>
        ))}
        {gone.map(({ ref, text }) => (
          <li key={ref} className="gone">
            <Icon name="clock" size={11} />
            {text}
          </li>
        ))}
      </ul>
      <Announcer cards={cards} leftOf={clock.left} />
    </Panel>
  )
}
