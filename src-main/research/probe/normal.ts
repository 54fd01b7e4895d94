import type { CameRow, ProbeResult, Transcript } from './transcript-schema.ts'

/** On the way to another status: how many of them are told is a matter of timing. */
const PASSING = ['PendingSubmit', 'ApiPending', 'PendingCancel']

/** What holds an order back altogether; that a stop waits for its trigger is in its type. */
const holdOf = (whyHeld = ''): string => /child|locate/.exec(whyHeld)?.[0] ?? ''

/** How an order stood, one after the other: without what was passed through, and without repetitions. */
function lifeOf(rows: readonly CameRow[]): string[] {
  const said = rows.filter(({ kind, status = '' }) => kind === 'status' && !PASSING.includes(status))
  const texts = said
    .filter(({ status, whyHeld }, index) => {
      // An order that works is first shown as PreSubmitted, or not at all.
      return !(status === 'PreSubmitted' && holdOf(whyHeld) === '' && said[index + 1] !== undefined)
    })
    .map(({ status, whyHeld, filled, remaining }) => `${status} ${holdOf(whyHeld)} ${filled} filled, ${remaining} left`)
  return texts.filter((text, index) => text !== texts[index - 1])
}

/**
 * What two runs of a probe have in common whatever ids, times and prices they had: its outcome, what was found, and of
 * each order how it stood, which codes it got, which shares it traded, and how.
 */
function normalResult({ name, outcome, findings, sent, came }: ProbeResult): readonly string[] {
  const roles = [...new Set(came.map(({ role }) => role))].sort()
  const listed = Object.entries(findings).sort(([one], [other]) => (one < other ? -1 : 1))
  return [
    `${name}: ${outcome}`,
    ...listed.map(([what, value]) => `${name}: ${what} is ${value}`),
    ...sent.map((what) => `${name}: sent: ${what}`),
    ...roles.flatMap((role) => {
      const rows = came.filter((row) => row.role === role)
      const trades = rows.filter(({ kind }) => kind === 'execution')
      const codes = [...new Set(rows.flatMap(({ code }) => (code === undefined ? [] : [code])))]
      const times = [...new Set(trades.map(({ time }) => time ?? ''))]
      return [
        `${name}: ${role}: ${lifeOf(rows).join(' → ')}`,
        `${name}: ${role}: codes ${codes.join(', ')}`,
        `${name}: ${role}: trades ${trades.map(({ shares }) => shares).join(', ')}, written ${times.join(', ')}`,
      ]
    }),
  ]
}

/** What two transcripts say otherwise, apart from where and when they were made. */
export function differencesOf(recorded: Transcript, simulated: Transcript): readonly string[] {
  const [recordedLines, simulatedLines] = [recorded, simulated].map(
    ({ results }) => new Set(results.flatMap(normalResult)),
  )
  const only = (lines: ReadonlySet<string> | undefined, others: ReadonlySet<string> | undefined): string[] =>
    [...(lines ?? [])].filter((line) => others?.has(line) !== true)
  return [
    ...only(recordedLines, simulatedLines).map((line) => `the simulator does not: ${line}`),
    ...only(simulatedLines, recordedLines).map((line) => `only the simulator does: ${line}`),
  ].map((line) => line.slice(0, 400))
}
