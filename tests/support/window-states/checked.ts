import type { z } from 'zod'

/** A fixture as the contract has it. @throws ZodError when it is not of the contract */
export const checked = <Schema extends z.ZodType>(schema: Schema, value: z.input<Schema>): z.output<Schema> =>
  schema.parse(value)
