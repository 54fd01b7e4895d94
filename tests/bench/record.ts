/** One figure with its comparison, both from the same run. */
export interface BenchRecord {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The comparison's figure in the same unit; null where there is nothing to compare with. */
  readonly vs: number | null
  /** value / vs. */
  readonly ratio: number | null
}

const significant = (value: number): number => Number(value.toPrecision(4))

export function benchRecord(name: string, value: number, unit: string, vs: number | null): BenchRecord {
  const ratio = vs === null || vs === 0 ? null : significant(value / vs)
  return { name, value: significant(value), unit, vs: vs === null ? null : significant(vs), ratio }
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** Seconds that `work` takes. */
export function secondsOf(work: () => void): number {
  const start = performance.now()
  work()
  return (performance.now() - start) / 1000
}
