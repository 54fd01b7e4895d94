import { type Decode, versioned } from './decoder.ts'

/** Requests about the session itself, by message number. */
export const SESSION_DECODERS: ReadonlyMap<number, Decode> = new Map([
  [
    71,
    versioned((fields) => ({
      kind: 'start-api',
      client: fields.integer('clientId'),
      // Older clients leave it out.
      capabilities: fields.left > 0 ? fields.text('capabilities') : '',
    })),
  ],
  [17, versioned(() => ({ kind: 'managed-accounts' }))],
  [8, versioned((fields) => ({ kind: 'ids', count: fields.integerOrZero('numIds') }))],
  [49, versioned(() => ({ kind: 'current-time' }))],
  [14, versioned((fields) => ({ kind: 'set-server-log-level', level: fields.integer('logLevel') }))],
  [12, versioned((fields) => ({ kind: 'news-bulletins', all: fields.flag('allMsgs') }))],
  [13, versioned(() => ({ kind: 'cancel-news-bulletins' }))],
])
