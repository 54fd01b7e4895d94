import { usePositions } from '../../stores/orders.ts'
import { useStatus } from '../../stores/status.ts'
import { askToFlatten, endEmergency, flattenNow, type Stopped, useEmergency } from '../../stores/stopped.ts'
import { Button, IconButton } from '../../ui/controls.tsx'
import { timeOfDay } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import './stopped-card.css'

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`

function WhatStopDid({ stopped, open }: { stopped: Stopped; open: number }) {
  const dryRun = useStatus((status) => status.mode) === 'dry-run'
  return (
    <div>
      <h3>
        Stopped{stopped.time === null ? '' : ` at ${timeOfDay(stopped.time)}`}.{dryRun && ' You are in dry run.'}
      </h3>
      <p>
        {stopped.cancelled === 0
          ? 'No entry order was out.'
          : `${counted(stopped.cancelled, 'entry order')} ${stopped.cancelled === 1 ? 'is' : 'are'} being cancelled.`}{' '}
        {open === 0
          ? 'Nothing is open.'
          : `${counted(open, 'position')} still open with ${open === 1 ? 'its stop' : 'their stops'}.`}
      </p>
    </div>
  )
}

function Question({ open }: { open: number }) {
  return (
    <div>
      <h3>{open === 0 ? 'Nothing is open.' : `Close ${counted(open, 'position')} at the market?`}</h3>
      <p>
        {open === 0
          ? 'There is no position of ours to close.'
          : 'Each with a market order; its stop and target end with it.'}
      </p>
    </div>
  )
}

/** After STOP: what it did, and the second, separate act that closes what is open. */
export function StoppedCard() {
  const { stopped, askingToFlatten } = useEmergency()
  const open = usePositions().length
  if (stopped === null && !askingToFlatten) return null
  const leave = (): void => (stopped === null ? endEmergency() : askToFlatten(false))
  return (
    <div className="stopped" role="status">
      <Icon name="stop" size={13} className="danger" />
      {stopped === null || askingToFlatten ? <Question open={open} /> : <WhatStopDid stopped={stopped} open={open} />}
      <div className="acts">
        {open > 0 && !askingToFlatten && (
          <Button kind="danger" onClick={() => askToFlatten(true)}>
            Flatten {open} at market…
          </Button>
        )}
        {open > 0 && askingToFlatten && (
          <>
            <Button kind="danger" onClick={() => void flattenNow()}>
              Flatten {open} now
            </Button>
            <Button onClick={leave}>Keep</Button>
          </>
        )}
        <IconButton icon="cross" label="Close this" onClick={endEmergency} />
      </div>
    </div>
  )
}
