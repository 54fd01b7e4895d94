import { refuseNode } from './node-version.ts'

// An older Node fails on the first import below in words that help nobody, so it is asked before any of them.
const refusal = refuseNode(process.versions.node)
if (refusal === null) {
  const { main } = await import('./main.ts')
  process.exitCode = await main(process.argv.slice(2))
} else {
  process.stderr.write(`${refusal}\n`)
  process.exitCode = 2
}
