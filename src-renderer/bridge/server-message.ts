import type { ServerMessage } from '../../src-shared/contract/messages.ts'

const TYPES: Readonly<Record<ServerMessage['type'], true>> = {
  welcome: true,
  role: true,
  done: true,
  refused: true,
  progress: true,
  snapshot: true,
  delta: true,
  'no-topic': true,
  pulse: true,
  goodbye: true,
}

const isServerMessage = (value: unknown): value is ServerMessage =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  typeof value.type === 'string' &&
  Object.hasOwn(TYPES, value.type)

/**
 * A text of the main process. What it contains is trusted from its type on: the main process is where truth is, it has
 * the same contract by its version, and its own checks come before it sends.
 *
 * @returns null for what is no message of this contract.
 */
export function parseServerMessage(text: string): ServerMessage | null {
  try {
    const value: unknown = JSON.parse(text)
    return isServerMessage(value) ? value : null
  } catch {
    return null
  }
}
