import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { useArming } from '../../stores/arming.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button, IconButton } from '../../ui/controls.tsx'
import { capsOf } from '../keys/shortcuts.ts'
import { showArming } from './arming-panel.ts'

/** The end of arming that was read last, by its moment; clocks can go back, so that a later one may have an earlier. */
const store = createStore<{ readonly read: number | null }>(() => ({ read: null }))

/** What the trader has just done needs no banner. */
const EXPECTED: ReadonlySet<string> = new Set(['asked-for', 're-armed', 'restart'])

/** Why armed ended by itself, until it has been read. */
export function DisarmBanner() {
  const last = useArming(({ lastDisarm }) => lastDisarm)
  const armed = useArming(({ armed }) => armed !== null) === true
  const read = useStore(store, (state) => state.read)
  if (last === null || armed || EXPECTED.has(last.cause) || last.at === read) return null
  return (
    <Banner icon="ring" kind="amber">
      <span role="alert">
        <b>Disarmed.</b> {last.sentence} Unfilled entries are cancelled; positions keep their stops.
      </span>
      <Button small keyCap={capsOf('arm')} onClick={() => showArming('arm')}>
        Arm again…
      </Button>
      <span className="grow" />
      <IconButton icon="cross" size={10} label="Read: close this" onClick={() => store.setState({ read: last.at })} />
    </Banner>
  )
}
