import { ClockControls } from '../clock/clock-controls.tsx'
import { ModeBlock } from './mode-block.tsx'
import { AccountSegment, ProfitSegment, RegimeSegment, TimeSegment } from './segments.tsx'
import { StopButton } from './stop-button.tsx'
import './strip.css'

/** The line at the top: can this send an order, on what account, when, in which market, how is the day, STOP. */
export function Strip() {
  return (
    <header className="strip">
      <ModeBlock />
      <AccountSegment />
      <TimeSegment />
      <ClockControls />
      <RegimeSegment />
      <ProfitSegment />
      <StopButton />
    </header>
  )
}
