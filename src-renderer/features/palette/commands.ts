import { currentArming } from '../../stores/arming.ts'
import { sendCommand } from '../../stores/commands.ts'
import { takeControl } from '../../stores/connection.ts'
import { currentReconciliation } from '../../stores/reconciliation.ts'
import { changeSettings, PAIRS, type Pair, THEMES } from '../../stores/settings.ts'
import { currentStatus } from '../../stores/status.ts'
import { askToFlatten } from '../../stores/stopped.ts'
import { showArming } from '../arming/arming-panel.ts'
import { clockCommand, FULL_SPEED, SPEEDS } from '../clock/clock-commands.ts'
import { hasKeyAction, runKeyAction } from '../keys/key-actions.ts'
import { capsOf, SHORTCUT_NAMES, shortcut } from '../keys/shortcuts.ts'

/** Something that the palette can do. */
export interface PaletteCommand {
  readonly words: string
  readonly group: string
  /** The key that does the same; null without one. */
  readonly caps: string | null
  run(): void
}

const PAIR_WORDS: Readonly<Record<Pair, string>> = {
  'blue-orange': 'Long blue, short orange',
  'green-red': 'Long green, short red',
  'red-green': 'Long red, short green',
}

const command = (group: string, words: string, run: () => void): PaletteCommand => ({ group, words, caps: null, run })

/** Keys that have an action at the moment. */
const fromKeys = (): PaletteCommand[] =>
  SHORTCUT_NAMES.filter((name) => name !== 'palette' && hasKeyAction(name)).map((name) => ({
    group: shortcut(name).group,
    words: shortcut(name).words,
    caps: capsOf(name),
    run: () => void runKeyAction(name),
  }))

function trading(): PaletteCommand[] {
  const status = currentStatus()
  if (status === null) return []
  const { automaticApproval, tradingState } = status
  const switches: readonly (readonly [typeof tradingState, string])[] = [
    ['active', 'Trade: entries and exits go out'],
    ['reducing', 'Reduce only: no order that adds exposure'],
    ['halted', 'Halt: only cancels go out'],
  ]
  return [
    command('Orders', 'Flatten: close every position at the market…', () => askToFlatten(true)),
    command('Orders', 'Reject all cards', () => void sendCommand({ kind: 'decline-all' })),
    // In live it is switched on while arming alone.
    ...(automaticApproval || status.mode === 'dry-run'
      ? [
          command(
            'Orders',
            automaticApproval ? 'Switch automatic approval off' : 'Switch automatic approval on',
            () => {
              void sendCommand({ kind: 'set-automatic-approval', on: !automaticApproval })
            },
          ),
        ]
      : []),
    ...(currentArming() === null
      ? []
      : [command('Orders', 'Order token: set, replace or remove…', () => showArming('token'))]),
    ...(currentReconciliation().length === 0
      ? []
      : [command('Orders', 'Reconcile: ask the broker now', () => void sendCommand({ kind: 'reconcile' }))]),
    ...switches
      .filter(([state]) => state !== tradingState)
      .map(([state, words]) => command('Orders', words, () => void sendCommand({ kind: 'set-trading-state', state }))),
  ]
}

function marketClock(): PaletteCommand[] {
  const clock = currentStatus()?.clock
  if (clock === null || clock === undefined) return []
  const speed = (value: number, words: string): PaletteCommand =>
    command('Market clock', words, () => clockCommand({ kind: 'clock-speed', speed: value }))
  return [
    ...SPEEDS.map((value) => speed(value, `Speed ${value}×`)),
    speed(FULL_SPEED, 'As fast as it goes'),
    command(
      'Market clock',
      clock.slowWhileWaiting ? 'Keep the speed while a card waits' : 'Run at 1× while a card waits',
      () => clockCommand({ kind: 'clock-slow-while-waiting', on: !clock.slowWhileWaiting }),
    ),
  ]
}

/** Every command that there is at the moment. */
export const paletteCommands = (viewer: boolean): PaletteCommand[] => [
  ...fromKeys(),
  ...trading(),
  ...marketClock(),
  ...(viewer ? [command('Window', 'Take control', takeControl)] : []),
  ...THEMES.map((theme) => command('Window', `Theme: ${theme}`, () => changeSettings({ theme }))),
  ...PAIRS.map((pair) => command('Window', `Colours: ${PAIR_WORDS[pair]}`, () => changeSettings({ pair }))),
]
