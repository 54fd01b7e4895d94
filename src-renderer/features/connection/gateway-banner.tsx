import type { GatewayLink } from '../../../src-shared/contract/views/gateway.ts'
import { useGateway } from '../../stores/gateway.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/controls.tsx'
import { runKeyAction } from '../keys/key-actions.ts'
import { isLost, LINK_STATES } from './link-words.ts'
import { TimeLeft } from './time-left.tsx'

/** Of a connection that was there and is not now: what happened, what it means, when it is tried again. */
export function GatewayBanner() {
  const link = useGateway((gateway) => gateway.link)
  if (link === null || !isLost(link)) return null
  return <LostBanner link={link} />
}

function LostBanner({ link: { state, reason, nextAttempt } }: { link: GatewayLink }) {
  return (
    <Banner icon={LINK_STATES[state].icon} kind="amber">
      <span role="status">
        <b>Market {LINK_STATES[state].word}:</b> {reason} Prices are old, and nothing new is entered, until it is back.
      </span>
      {nextAttempt !== null && (
        <span className="nw">
          Next attempt in <TimeLeft until={nextAttempt} />.
        </span>
      )}
      <Button small onClick={() => runKeyAction('connection')}>
        Details
      </Button>
    </Banner>
  )
}
