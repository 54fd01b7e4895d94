import { clsx } from 'clsx'
import type { Scorecard } from '../../../src-shared/contract/views/scorecard.ts'
import { Icon, type IconName } from '../../ui/icon.tsx'

/** Verdicts of more characters do not fit into one line of a narrow panel; there both sentences share two lines. */
const ONE_LINE = 72

type Decided = NonNullable<Scorecard['decided']>

/** The sign of what follows from the decision, and the colour that it wears. */
function signOf({ outcome, candidate }: Decided): { readonly icon: IconName; readonly tint: string } {
  if (outcome === 'veto') return { icon: 'veto', tint: 'veto' }
  if (outcome === 'enter' && candidate !== null) return { icon: candidate, tint: candidate }
  return { icon: 'abstain', tint: 'hold' }
}

/** What follows and why, in words, with what stands behind the first obstacle and what an open position is told. */
export function VerdictBand({ decided }: { decided: Decided }) {
  const { icon, tint } = signOf(decided)
  const { verdict, beyond, exit } = decided
  const second = [beyond, exit].filter((sentence) => sentence !== null).join(' ')
  return (
    <div
      className={clsx('say', tint, verdict.length > ONE_LINE && 'flow')}
      role="status"
      data-tip={[verdict, second].filter(Boolean).join('\n')}
    >
      <Icon name={icon} size={20} className={tint === 'hold' ? 'i3' : tint} />
      <div>
        <p>{verdict} </p>
        {second !== '' && <p className="sub">{second}</p>}
      </div>
    </div>
  )
}
