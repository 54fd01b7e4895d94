/**
 * Version of everything in this folder. A window of another version is told to reload and gets nothing else: half a
 * contract would be a screen that lies.
 */
export const PROTOCOL_VERSION = 3

/** The WebSocket subprotocol of the contract; the token travels beside it as `auth.<token>`. */
export const SUBPROTOCOL = 'orchestrator.v1'

/** What a connection may ask of the main process. */
export const CONNECTION_LIMITS = {
  /** Bytes of one message from a window, UTF-8. */
  messageBytes: 64 * 1024,
  /** Messages that may come at once, and how many a second come back after that. */
  burst: 200,
  messagesPerSecond: 100,
  /** Time for the hello after the connection was made, ms. */
  helloMs: 5_000,
  /** Topics that one connection may follow at a time. */
  subscriptions: 64,
  /** Queries of one connection under way at a time. */
  openQueries: 8,
  /** Bytes waiting to be sent to a window that does not read; beyond, its topics are cut to snapshots. */
  backlogBytes: 1024 * 1024,
} as const

/** How often the main process says that it lives, ms; and after how much silence a window must stop believing its screen. */
export const PULSE_MS = 500
export const SILENCE_MS = 2_000
/** How often a window says that it lives, ms; and after how much silence it no longer controls. */
export const HEARTBEAT_MS = 2_000
export const CONTROLLER_SILENCE_MS = 10_000

/** One window commands; the others watch. */
const ROLES = ['controller', 'viewer'] as const
export type Role = (typeof ROLES)[number]

/** How a window reaches the main process. */
const HOSTS = ['electron', 'browser', 'command-line'] as const
export type HostKind = (typeof HOSTS)[number]
