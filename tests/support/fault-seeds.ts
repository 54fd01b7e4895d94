/** The one seed that the environment names (`SEED=…`), or so many from `first` on. */
export function faultSeeds(first: number, count: number): readonly number[] {
  const named = process.env['SEED']
  return named === undefined ? Array.from({ length: count }, (_, index) => first + index) : [Number(named)]
}
