import { clsx } from 'clsx'
import type { CSSProperties } from 'react'
import { MINUTE_MS } from '../../../src-shared/domain/time.ts'
import { useGateway } from '../../stores/gateway.ts'
import { useStatus } from '../../stores/status.ts'
import { duration, gainClass, hundredths, money, timeOfDay } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { addressOf } from '../connection/link-words.ts'
import { ConnectionLine } from './connection-line.tsx'
import { CLASS_TINTS, CLASS_WORDS, REGIME_WORDS, SOURCE_WORDS, WINDOW_WORDS } from './words.ts'

export function AccountSegment() {
  const account = useStatus((status) => status.account)
  const source = useStatus((status) => status.source)
  const link = useGateway((gateway) => gateway.link)
  if (account === null || source === null) return null
  const where = source.kind === 'gateway' && link !== null ? addressOf(link) : source.name
  return (
    <div className="seg account">
      <div className="a">
        <span className="n">{account.id}</span>
        <span className={clsx('account-class', CLASS_TINTS[account.class])}>{CLASS_WORDS[account.class]}</span>
      </div>
      <div className="b">
        <span className="ell" data-tip={`${SOURCE_WORDS[source.kind]}\n${source.name}`}>
          <span className="narrow">{SOURCE_WORDS[source.kind]}</span>
          <span className="wide">{where}</span>
        </span>
        <ConnectionLine />
      </div>
    </div>
  )
}

function TimeToClose() {
  const day = useStatus((status) => status.day)
  const time = useStatus((status) => status.time)
  if (day === null || time === null) return null
  if (time < day.open) {
    return (
      <>
        , opens in <span className="n i2">{duration(day.open - time)}</span>
      </>
    )
  }
  if (time >= day.close) return null
  const soon = day.close - time <= 30 * MINUTE_MS
  return (
    <>
      , closes in <span className={clsx('n', soon ? 'amber' : 'i2')}>{duration(day.close - time)}</span>
    </>
  )
}

export function TimeSegment() {
  const time = useStatus((status) => status.time)
  const window = useStatus((status) => status.window)
  const date = useStatus((status) => status.day?.date ?? null)
  if (time === null || window === null) return null
  return (
    <div className="seg time">
      <div className="a">
        <span className="n big">{timeOfDay(time)}</span> ET
        {date !== null && <span className="cap n date">{date}</span>}
      </div>
      <div className="b">
        <span className="ell">
          <span className="i2">{WINDOW_WORDS[window]}</span>
          <TimeToClose />
        </span>
      </div>
    </div>
  )
}

export function RegimeSegment() {
  const regime = useStatus((status) => status.regime)
  if (regime === null) {
    return (
      <div className="seg regime">
        <div className="a i3">No regime yet</div>
        <div className="b">known after the first decision</div>
      </div>
    )
  }
  const { words, icon, tint } = REGIME_WORDS[regime.regime]
  return (
    <div className="seg regime" data-tip={`${words} ${hundredths(regime.confidence)}\n${regime.reason}`}>
      <div className="a">
        <Icon name={icon} size={11} className={tint} />
        <span className="ell">{words}</span> <span className="n">{hundredths(regime.confidence)}</span>
      </div>
      <div className="b">
        <span className="ell">{regime.reason}</span>
      </div>
    </div>
  )
}

/** From the loss limit to its mirror, so that nothing is always in the middle. */
function LimitMeter({ profit, limit }: { profit: number; limit: number }) {
  const share = Math.max(-1, Math.min(1, profit / limit)) * 50
  const style: CSSProperties = { left: `${share < 0 ? 50 + share : 50}%`, width: `${Math.abs(share)}%` }
  return (
    <span
      className="meter"
      role="img"
      aria-label={`Day's profit ${money(profit, { sign: true })} on a scale from the limit, ${money(-limit, { decimals: 0 })}, to its mirror`}
    >
      <i className={profit < 0 ? 'loss-fill' : 'gain-fill'} style={style} />
      <i className="zero" />
    </span>
  )
}

export function ProfitSegment() {
  const all = useStatus((status) => status.profit)
  if (all === null) return null
  const { profit, lossLimit, tripped, realised, unrealised, commissions } = all
  const tip = `Day's profit\nclosed ${money(realised, { sign: true })}, open ${money(unrealised, { sign: true })}, fees ${money(-commissions)}`
  return (
    <div className="seg profit" data-tip={tip}>
      <div className="a">
        <span className={clsx('n big', gainClass(profit))}>{money(profit, { sign: true })}</span>
        <span className="cap">day P&amp;L</span>
      </div>
      <div className="b">
        <LimitMeter profit={profit} limit={lossLimit} />
        {tripped ? (
          <span className="amber row">
            <Icon name="warn" size={10} /> limit hit
          </span>
        ) : (
          <span>
            limit <span className="n i2">{money(-lossLimit, { decimals: 0 })}</span>
          </span>
        )}
      </div>
    </div>
  )
}
