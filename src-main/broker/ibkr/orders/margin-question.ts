import { type Contract, EventName, type Order, type OrderState } from '@stoqey/ib'
import type { Result } from '../../../../src-shared/domain/result.ts'
import { SECOND_MS } from '../../../../src-shared/domain/time.ts'
import type { QueryFailure } from '../../refusals.ts'
import type { MarginEstimate } from '../../reports.ts'
import { explain } from '../connection/codes.ts'
import { ask } from '../connection/requests.ts'
import type { IbkrLink } from '../link.ts'
import { askMargin, type OutgoingOrder } from './order-calls.ts'
import { ANSWER_MS } from './questions.ts'
import { readDollars } from './read-fields.ts'
import { type Answer, failed } from './shared-question.ts'

/** IBKR takes one such question a minute, operator ms. */
const EVERY_MS = 60 * SECOND_MS

/** Asks TWS what an order would do to the margin: a question that cannot become an order. */
export class MarginQuestion {
  private readonly link: IbkrLink
  private leftAt = Number.NEGATIVE_INFINITY

  constructor(link: IbkrLink) {
    this.link = link
  }

  async ask(order: Omit<OutgoingOrder, 'orderId'>): Answer<MarginEstimate> {
    const { link } = this
    const wait = this.leftAt + EVERY_MS - link.time.monotonic()
    if (wait > 0) {
      const seconds = Math.ceil(wait / SECOND_MS)
      return refused(`IBKR takes one question about margin a minute; the next can go in ${seconds} seconds.`)
    }
    const orderId = link.takeOrderId()
    if (orderId === null) return refused('TWS has given no order id.')
    this.leftAt = link.time.monotonic()
    const answer = await ask<MarginEstimate | string>(link, {
      class: 'order',
      what: 'the margin of an order',
      timeoutMs: ANSWER_MS,
      send: (api) => askMargin(api, { ...order, orderId }),
      listen: (_id, done) => [
        link.onError(orderId, ({ code, message }) => {
          if (explain(code, message).reaction !== 'order-lives') done(`TWS gave no margin: ${message} (${code})`)
        }),
        link.on(EventName.openOrder, (id: number, _contract: Contract, said: Order, state: OrderState) => {
          if (id === orderId && said.whatIf === true) done(estimateOf(state))
        }),
      ],
    })
    if (!answer.ok) return failed(answer.error)
    return typeof answer.value === 'string' ? refused(answer.value) : { ok: true, value: answer.value }
  }
}

const refused = (message: string): Result<never, QueryFailure> => ({ ok: false, error: { code: 'refused', message } })

/** @returns or why TWS's answer is none. Margins are unset where it could not work them out. */
function estimateOf(state: OrderState): MarginEstimate | string {
  const initialMarginBefore = readDollars(state.initMarginBefore)
  const initialMarginAfter = readDollars(state.initMarginAfter)
  const maintenanceMarginBefore = readDollars(state.maintMarginBefore)
  const maintenanceMarginAfter = readDollars(state.maintMarginAfter)
  const netLiquidationAfter = readDollars(state.equityWithLoanAfter)
  // TWS gives a range where the commission depends on how the order fills: the dearer end of it.
  const commission = readDollars(state.commission) ?? readDollars(state.maxCommission)
  if (
    initialMarginBefore === null ||
    initialMarginAfter === null ||
    maintenanceMarginBefore === null ||
    maintenanceMarginAfter === null ||
    netLiquidationAfter === null ||
    commission === null
  ) {
    const words = state.warningText === undefined || state.warningText === '' ? '' : `: ${state.warningText}`
    return `TWS answered without a margin${words}.`
  }
  return {
    initialMarginBefore,
    initialMarginAfter,
    maintenanceMarginBefore,
    maintenanceMarginAfter,
    netLiquidationAfter,
    commission,
  }
}
