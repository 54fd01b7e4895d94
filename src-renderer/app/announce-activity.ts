import type { ActivityLine, ActivitySubject } from '../../src-shared/contract/views/activity.ts'
import { onActivity } from '../stores/activity.ts'
import { type NoticeMark, notify } from '../stores/notices.ts'

/** What a trader looks up for; the rest is in the list of activity. */
const SHOWN: Partial<Record<ActivitySubject, string>> = {
  staged: 'Staged',
  fill: 'Filled',
  mode: 'Mode',
  risk: 'Risk',
  error: 'Error',
}

const MARKS: Readonly<Record<ActivityLine['mark'], NoticeMark>> = {
  long: 'long',
  short: 'short',
  veto: 'veto',
  good: 'good',
  warning: 'warning',
  error: 'error',
  plain: 'plain',
}

/** A line's first words name what happened (`Filled: …`): with the symbol they are the title. */
function notice({ subject, symbol, text, mark, time }: ActivityLine): void {
  const words = SHOWN[subject]
  // An approval is what the trader has just done; its fill is news.
  if (words === undefined || (subject === 'staged' && mark === 'good')) return
  const [, happened = words, rest = text] = /^([A-Z][a-z ]{0,20}): (.+)$/.exec(text) ?? []
  notify({
    mark: MARKS[mark],
    title: symbol === null ? happened : `${symbol} ${happened.toLowerCase()}`,
    text: rest,
    time,
    symbol,
    stays: mark === 'error',
  })
}

/** Shows as notices what happens from now on. */
export function announceActivity(): void {
  onActivity(notice)
}
