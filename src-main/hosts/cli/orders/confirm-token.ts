import { CommandFailure, EXIT } from '../exit-codes.ts'
import type { Terminal } from '../output/terminal.ts'
import { readHidden } from './hidden-line.ts'

/** The most that the contract takes of a token, characters. */
const LONGEST_TOKEN = 2_048

/** `--confirm-token` as commander answers: not given, given without a value, or the token itself. */
export type ConfirmTokenFlag = string | true | undefined

/** The flag, as commander takes it. */
export const CONFIRM_TOKEN = [
  '--confirm-token [token]',
  'the order token, for a live order; without a value it is asked for, or read from standard input',
] as const

/**
 * The token that was typed. It is kept nowhere, and compared in the process of the cockpit.
 * @returns null when the flag was not given
 * @throws CommandFailure when there is none where it should be, or it cannot be one
 */
export async function confirmedToken(flag: ConfirmTokenFlag, terminal: Terminal): Promise<string | null> {
  if (flag === undefined) return null
  if (flag !== true) {
    terminal.note(
      'A token on the command line can be read by others on this machine, and stays in the history of the shell. ' +
        'Leave it away after --confirm-token and it is asked for.',
    )
    return checked(flag)
  }
  const line = await readHidden(process.stdin, 'Order token: ', LONGEST_TOKEN)
  if (line === 'interrupted') throw new CommandFailure('Ended by you.', EXIT.interrupted)
  if (line === null) throw tooLong()
  return checked(line)
}

function checked(token: string): string {
  if (token === '') throw new CommandFailure('--confirm-token: there is no token; nothing was done.')
  if (token.length > LONGEST_TOKEN) throw tooLong()
  return token
}

const tooLong = (): CommandFailure =>
  new CommandFailure(`--confirm-token: a token has at most ${LONGEST_TOKEN} characters; nothing was done.`)
