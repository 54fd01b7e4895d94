import { z } from 'zod'

/** The first line from a running cockpit, before the contract: who it is, and where its window is. */
export const greetingSchema = z.strictObject({
  type: z.literal('cockpit'),
  /** Of the contract. */
  protocol: z.int(),
  app: z.string(),
  pid: z.int(),
  database: z.string(),
  /** Of the window in a browser, with its token; null where the window is Electron's. */
  url: z.string().nullable(),
})
export type Greeting = z.infer<typeof greetingSchema>
