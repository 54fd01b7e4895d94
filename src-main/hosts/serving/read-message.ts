import type { z } from 'zod'
import { type ClientMessage, clientMessageSchema, messageIdSchema } from '../../../src-shared/contract/messages.ts'
import { PROTOCOL_VERSION } from '../../../src-shared/contract/protocol.ts'

/** What a text from the other end is. `problem`: a few words for the audit and the answer, without anything that was sent. */
export type Incoming =
  | { readonly kind: 'message'; readonly message: ClientMessage }
  /** Not of the contract, but it names itself, so that it can be refused. */
  | { readonly kind: 'answerable'; readonly id: string; readonly problem: string }
  | { readonly kind: 'unreadable'; readonly problem: string }
  /** A hello of another version, whatever else it holds. */
  | { readonly kind: 'other-protocol'; readonly problem: string }

const PROBLEM_LENGTH = 160

/** Reads one text. Nothing of it is used that the schema has not passed; unknown keys are refused, not copied. */
export function readMessage(text: string): Incoming {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { kind: 'unreadable', problem: 'not JSON' }
  }
  const parsed = clientMessageSchema.safeParse(value)
  const type = ownField(value, 'type')
  if (type === 'hello') {
    const protocol = ownField(value, 'protocol')
    if (typeof protocol === 'number' && protocol !== PROTOCOL_VERSION) {
      return { kind: 'other-protocol', problem: `protocol ${protocol}, not ${PROTOCOL_VERSION}` }
    }
  }
  if (parsed.success) return { kind: 'message', message: parsed.data }
  const problem = describe(parsed.error.issues)
  const id = messageIdSchema.safeParse(ownField(value, 'id'))
  const answerable = id.success && (type === 'command' || type === 'query')
  return answerable ? { kind: 'answerable', id: id.data, problem } : { kind: 'unreadable', problem }
}

function ownField(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined
}

type Issue = z.core.$ZodIssue

/** The issue that says most: of a union, that of the alternative which went furthest. */
function leaves(issue: Issue, above: readonly PropertyKey[] = []): { path: readonly PropertyKey[]; message: string }[] {
  const path = [...above, ...issue.path]
  // Zod names the keys: they are the other end's text, which may be anything, a token as well.
  if (issue.code === 'unrecognized_keys') return [{ path, message: `Unrecognized keys: ${issue.keys.length}` }]
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ path, message: issue.message }]
  return issue.errors.flatMap((issues) => issues.flatMap((each) => leaves(each, path)))
}

function describe(issues: readonly Issue[]): string {
  const all = issues.flatMap((issue) => leaves(issue))
  const [told] = all.toSorted((one, other) => other.path.length - one.path.length)
  if (told === undefined) return 'not of the contract'
  const place = told.path.length === 0 ? '' : `${told.path.map(String).join('.')}: `
  return printable(`${place}${told.message}`)
}

/** Cut to a line that is safe to show and to store, whatever names the other end made up. */
export function printable(text: string): string {
  const line = text.replaceAll(/[^\x20-\x7e]+/g, ' ')
  return line.length > PROBLEM_LENGTH ? `${line.slice(0, PROBLEM_LENGTH)}…` : line
}
