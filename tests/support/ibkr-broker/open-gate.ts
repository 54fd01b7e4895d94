import {
  type Authorisation,
  type OrderRequest,
  REDEMPTION_REFUSALS,
  type Redeem,
  type RedemptionRefusal,
} from '../../../src-shared/domain/authorisation.ts'

export interface OpenGate {
  readonly mint: (order: OrderRequest) => Authorisation
  readonly redeem: Redeem
  /** What was redeemed, as reference and revision. */
  readonly redeemed: string[]
  /** The same, as whole orders. */
  readonly released: OrderRequest[]
}

/** A gate that lets out one order an authorisation, once, whatever its book. */
export function openGate(): OpenGate {
  const given = new Map<Authorisation, OrderRequest | null>()
  const redeemed: string[] = []
  const released: OrderRequest[] = []
  const no = (code: RedemptionRefusal): ReturnType<Redeem> => ({
    ok: false,
    error: { code, message: REDEMPTION_REFUSALS[code] },
  })
  return {
    redeemed,
    released,
    mint(order) {
      const authorisation = Object.freeze({}) as Authorisation
      given.set(authorisation, order)
      return authorisation
    },
    redeem(authorisation, order) {
      const bound = given.get(authorisation)
      if (bound === undefined) return no('not-ours')
      if (bound === null) return no('used')
      if (bound.ref !== order.ref || bound.revision !== order.revision) return no('another-order')
      given.set(authorisation, null)
      redeemed.push(`${order.ref} ${order.revision}`)
      released.push(order)
      return { ok: true, value: null }
    },
  }
}
