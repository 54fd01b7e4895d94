import type { ArmingView } from '../../../src-shared/contract/views/arming.ts'
import { Segmented } from '../../ui/controls.tsx'
import { minutesWords, offeredMinutes } from './arming-words.ts'

interface LastsProps {
  readonly offer: ArmingView['minutes']
  readonly minutes: number
  readonly onMinutes: (minutes: number) => void
}

/** How long it is armed. */
export function Lasts({ offer, minutes, onMinutes }: LastsProps) {
  return (
    <div className="lasts">
      <h3>Lasts</h3>
      <Segmented
        label="How long it is armed"
        value={String(minutes)}
        options={offeredMinutes(offer).map((each) => ({ value: String(each), label: minutesWords(each, offer) }))}
        onChange={(value) => onMinutes(Number(value))}
      />
    </div>
  )
}
