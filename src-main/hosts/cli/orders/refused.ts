import { CommandFailure, EXIT } from '../exit-codes.ts'

/** Something that the cockpit would not do: its code and its sentence, exit code 3. */
export const refused = ({ code, message }: { readonly code: string; readonly message: string }): CommandFailure =>
  new CommandFailure(`refused (${code}): ${message}`, EXIT.refused)
