import { useEffect } from 'react'
import { MODES } from '../../src-shared/domain/mode.ts'
import { ArmingDialogs } from '../features/arming/arm-dialog.tsx'
import { BooksPanel } from '../features/books/books-panel.tsx'
import { ConnectionPanel } from '../features/connection/connection-panel.tsx'
import { useKeyAction } from '../features/keys/key-actions.ts'
import { KeysDialog } from '../features/keys/keys-dialog.tsx'
import { Palette } from '../features/palette/palette.tsx'
import { ReviewScreen } from '../features/review/review-screen.tsx'
import { StoppedCard } from '../features/strip/stopped-card.tsx'
import { Strip } from '../features/strip/strip.tsx'
import { MODE_COLOURS } from '../features/strip/words.ts'
import { sendCommand } from '../stores/commands.ts'
import { useBelieved } from '../stores/connection.ts'
import { useSelection } from '../stores/selection.ts'
import { useStatus } from '../stores/status.ts'
import { TooltipLayer } from '../ui/tooltip.tsx'
import { Banners } from './banners.tsx'
import { ConnectionOverlay } from './connection-overlay.tsx'
import { LiveRegion } from './live-region.tsx'
import { NavLine } from './nav-line.tsx'
import { Notices } from './notices.tsx'
import { TradeScreen } from './trade-screen.tsx'
import './app.css'

/** The mode on the page, for its colours, and in the title, for the task bar. */
function useModeOnPage(): boolean {
  const mode = useStatus((status) => status.mode)
  useEffect(() => {
    if (mode === null) return
    document.documentElement.dataset['mode'] = MODE_COLOURS[mode]
    document.title = `${MODES[mode].shown} · Orchestrator Cockpit`
  }, [mode])
  return mode !== null && mode !== 'dry-run'
}

function useWindowKeys(): void {
  const show = useSelection((selection) => selection.show)
  useKeyAction('trade', () => show('trade'))
  useKeyAction('review', () => show('review'))
  useKeyAction('dry-run', () => void sendCommand({ kind: 'set-mode', mode: 'dry-run' }))
}

export function App() {
  const framed = useModeOnPage()
  const screen = useSelection((selection) => selection.screen)
  const unheard = !useBelieved()
  useWindowKeys()
  return (
    <>
      <div className={unheard ? 'app dead' : 'app'} inert={unheard}>
        <div className="top">
          <Strip />
          <Banners />
        </div>
        {screen === 'trade' ? <TradeScreen /> : <ReviewScreen />}
        <NavLine />
        <section className="floats" aria-label="Just now">
          <StoppedCard />
          <Notices />
        </section>
        <Palette />
        <KeysDialog />
        <ConnectionPanel />
        <BooksPanel />
        <ArmingDialogs />
      </div>
      {framed && <div className={unheard ? 'frame dead' : 'frame'} />}
      <ConnectionOverlay />
      <TooltipLayer />
      <LiveRegion />
    </>
  )
}
