/**
 * Settings of a property test: a fixed seed, so that a run is like the last one. fast-check prints it, and the smallest
 * counterexample, when a property fails.
 */
export const runs = (
  numRuns: number,
  seed = 20_240_102,
): { readonly numRuns: number; readonly seed: number; readonly endOnFailure: boolean } => ({
  numRuns,
  seed,
  endOnFailure: false,
})
