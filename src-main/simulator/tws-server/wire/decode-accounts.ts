import { type Decode, versioned } from './decoder.ts'

/** Requests about accounts, positions and profits, by message number. */
export const ACCOUNT_DECODERS: ReadonlyMap<number, Decode> = new Map<number, Decode>([
  [
    6,
    versioned((fields) => ({
      kind: 'account-updates',
      subscribe: fields.flag('subscribe'),
      account: fields.text('acctCode'),
    })),
  ],
  [61, versioned(() => ({ kind: 'positions' }))],
  [
    62,
    versioned((fields) => ({
      kind: 'account-summary',
      id: fields.id(),
      group: fields.text('group'),
      tags: fields.list('tags'),
    })),
  ],
  [63, versioned((fields) => ({ kind: 'cancel-account-summary', id: fields.id() }))],
  [64, versioned(() => ({ kind: 'cancel-positions' }))],
  [
    74,
    versioned((fields) => ({
      kind: 'positions-multi',
      id: fields.id(),
      account: fields.text('account'),
      model: fields.text('modelCode'),
    })),
  ],
  [75, versioned((fields) => ({ kind: 'cancel-positions-multi', id: fields.id() }))],
  [
    76,
    versioned((fields) => ({
      kind: 'account-updates-multi',
      id: fields.id(),
      account: fields.text('account'),
      model: fields.text('modelCode'),
      ledgerAndNlv: fields.flag('ledgerAndNLV'),
    })),
  ],
  [77, versioned((fields) => ({ kind: 'cancel-account-updates-multi', id: fields.id() }))],
  [
    92,
    (fields) => ({ kind: 'pnl', id: fields.id(), account: fields.text('account'), model: fields.text('modelCode') }),
  ],
  [93, (fields) => ({ kind: 'cancel-pnl', id: fields.id() })],
  [
    94,
    (fields) => ({
      kind: 'pnl-single',
      id: fields.id(),
      account: fields.text('account'),
      model: fields.text('modelCode'),
      conId: fields.integer('conId'),
    }),
  ],
  [95, (fields) => ({ kind: 'cancel-pnl-single', id: fields.id() })],
])
