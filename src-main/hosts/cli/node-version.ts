/** The Node that the product is written for: better-sqlite3 13 crashes on older ones. */
export const NODE_MAJOR_NEEDED = 24

/**
 * Why this Node cannot run the cockpit, in one line; null when it can. The program asks before it imports anything
 * else, so the file that asks and this one must stay readable for every older Node and import nothing.
 * @param version as in `process.versions.node`, e.g. `20.19.2`
 */
export function refuseNode(version: string): string | null {
  const major = Number.parseInt(version, 10)
  if (major >= NODE_MAJOR_NEEDED) return null
  return (
    `orchestrator needs Node ${NODE_MAJOR_NEEDED} or newer and was started by Node ${version}: ` +
    'install it, or run "npm run -s orchestrator -- ..." in the project, which brings its own'
  )
}
