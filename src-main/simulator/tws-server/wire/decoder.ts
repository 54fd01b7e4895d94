import type { FieldReader } from './fields.ts'
import type { ClientRequest } from './requests.ts'

/** Reads the fields behind the message number. What cannot be read is noted in the reader. */
export type Decode = (fields: FieldReader, serverVersion: number) => ClientRequest

/** A decoder that reads the version of the message first, as the older messages have one. */
export const versioned =
  (decode: Decode): Decode =>
  (fields, serverVersion) => {
    fields.integerOrZero('version')
    return decode(fields, serverVersion)
  }
