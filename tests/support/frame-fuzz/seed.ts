/** The seed of a fuzz run: `SEED=7 npm test` plays another one than usual, or one that failed again. */
export function fuzzSeed(usual: number): number {
  const given = process.env['SEED']
  return given === undefined ? usual : Number(given)
}
