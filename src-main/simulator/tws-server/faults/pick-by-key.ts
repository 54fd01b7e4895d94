import { z } from 'zod'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * A schema for objects of several kinds, each known by a key that only it has: a mistake is told of the kind that was
 * meant, not of all of them.
 */
export function pickByKey<Kinds extends Readonly<Record<string, z.ZodType>>>(
  kinds: Kinds,
): z.ZodType<z.output<Kinds[keyof Kinds]>> {
  const names = Object.keys(kinds)
  return z.unknown().transform((value, context) => {
    const named = isObject(value) ? names.filter((name) => Object.hasOwn(value, name)) : []
    const schema = named.length === 1 ? kinds[named[0] ?? ''] : undefined
    if (schema === undefined) {
      const found = named.length > 1 ? `, not ${named.join(' and ')}` : ''
      context.addIssue({ code: 'custom', message: `exactly one of ${names.join(', ')} has to be there${found}` })
      return z.NEVER
    }
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data as z.output<Kinds[keyof Kinds]>
    for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message })
    return z.NEVER
  })
}
