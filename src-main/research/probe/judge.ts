import type { Result } from '../../../src-shared/domain/result.ts'
import { EXPECTATIONS, type Findings, SHOWN_VARIANTS, type ShownVariant } from './behaviours.ts'
import { PROBE_NAMES } from './run-probes.ts'
import type { Transcript } from './transcript-schema.ts'

/** Variants that show only by luck, or after a restart: nobody has to have seen them. Models run both. */
const NOT_NEEDED: readonly ShownVariant[] = ['childrenWork', 'partialParentCancelled', 'idsAfterRestart']

/** Everything that was found. What two probes found differently is not known, but both. */
export function findingsOf({ results }: Pick<Transcript, 'results'>): Findings {
  const all: Record<string, string> = {}
  for (const { findings } of results) {
    for (const [name, value] of Object.entries(findings)) {
      const before = all[name]
      all[name] = before === undefined || before === value ? value : `${before} and ${value}`
    }
  }
  return all
}

/** Whether a transcript proves what it is for. @returns why not, in words, every reason */
export function judge(transcript: Transcript): Result<Findings, readonly string[]> {
  const { results, end } = transcript
  const findings = findingsOf(transcript)
  const reasons: string[] = []
  for (const name of PROBE_NAMES) {
    const [result, ...more] = results.filter((one) => one.name === name)
    if (result === undefined || more.length > 0) reasons.push(`${name} was not run once`)
    else if (result.outcome !== 'done') reasons.push(`${name} was ${result.outcome}: ${result.reason ?? ''}`)
  }
  for (const [name, says] of Object.entries(EXPECTATIONS)) {
    if (Reflect.get(findings, name) !== 'as-believed') reasons.push(`not seen: ${says}`)
  }
  for (const name of Object.keys(SHOWN_VARIANTS) as ShownVariant[]) {
    const value = findings[name]
    const variants: readonly string[] = SHOWN_VARIANTS[name]
    if (value === undefined && !NOT_NEEDED.includes(name)) reasons.push(`${name} was not seen`)
    if (value !== undefined && !variants.includes(value))
      reasons.push(`${name} is ${value}, which the simulator cannot`)
  }
  reasons.push(...end.left)
  if (end.differences === null) reasons.push('the simulator was not run beside it')
  else if (end.differences.length > 0) {
    reasons.push(`the simulator does ${end.differences.length} things otherwise, first: ${end.differences[0]}`)
  }
  return reasons.length === 0 ? { ok: true, value: findings } : { ok: false, error: reasons }
}
