import { useEffect, useState } from 'react'
import { MODES, type Mode } from '../../src-shared/domain/mode.ts'
import { onActivity } from '../stores/activity.ts'
import { useArmedSeconds } from '../stores/arming.ts'
import { selection } from '../stores/selection.ts'
import { useStatus } from '../stores/status.ts'

/** Says aloud what a trader must not miss: staged orders and changes of the mode. Never ticks. */
export function LiveRegion() {
  const mode = useStatus((status): Mode => status.mode)
  const [staged, setStaged] = useState('')
  const seconds = useArmedSeconds()
  useEffect(
    () =>
      onActivity(({ subject, text }) => {
        // On Trade the cards speak for themselves.
        if (subject === 'staged' && selection.getState().screen !== 'trade') setStaged(text)
      }),
    [],
  )
  return (
    <>
      <div className="vh" aria-live="polite">
        {staged}
      </div>
      <div className="vh" aria-live="polite">
        {seconds !== null && seconds > 0 && seconds <= 60 ? 'It stays armed for less than a minute.' : ''}
      </div>
      <div className="vh" aria-live="assertive">
        {mode === null ? '' : `${MODES[mode].shown}: an approved entry is ${MODES[mode].does}.`}
      </div>
    </>
  )
}
