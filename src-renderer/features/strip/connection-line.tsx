import { clsx } from 'clsx'
import { MINUTE_MS } from '../../../src-shared/domain/time.ts'
import { useGateway } from '../../stores/gateway.ts'
import { useStatus } from '../../stores/status.ts'
import { duration } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { LINK_STATES } from '../connection/link-words.ts'
import { runKeyAction } from '../keys/key-actions.ts'
import { capsOf } from '../keys/shortcuts.ts'

/** Data older than this is worth a warning in the strip, operator ms. */
const OLD_DATA_MS = 15_000

/** @param age operator ms */
function Age({ age }: { age: number }) {
  const old = age > OLD_DATA_MS
  const isLong = age >= 2 * MINUTE_MS
  return (
    <span className={clsx(old && 'amber')}>
      data <span className={clsx('n', !old && 'i2')}>{isLong ? duration(age) : (age / 1_000).toFixed(1)}</span>
      {isLong ? ' old' : ' s'}
    </span>
  )
}

/** How old the newest market data is, or why there is none. */
function DataAge() {
  const data = useStatus((status) => status.data)
  const connection = useStatus((status) => status.connection)
  if (data === null || connection === null) return null
  if (connection.state !== 'ready') {
    return (
      <span className="amber row" data-tip={`Broker: ${connection.state}\n${connection.reason}`}>
        <Icon name="plug" size={10} /> broker {connection.state}
      </span>
    )
  }
  if (data.lost !== null) {
    return (
      <span className="amber row" data-tip={`No market data\n${data.lost}`}>
        <Icon name="warn" size={10} /> no data
      </span>
    )
  }
  if (data.age === null) return <span>no data yet</span>
  const old = data.age > OLD_DATA_MS
  return (
    <>
      <Age age={data.age} />
      <Icon name={old ? 'warn' : 'check'} size={10} className={old ? 'amber' : 'ok'} />
    </>
  )
}

/** How the way to the market stands, and how old its data is; of a market behind TWS it opens the connection panel. */
export function ConnectionLine() {
  const link = useGateway((gateway) => gateway.link)
  const age = useStatus((status) => status.data.age)
  if (link === null) return <DataAge />
  const { word, icon, tint } = LINK_STATES[link.state]
  const ready = link.state === 'ready'
  return (
    <button
      type="button"
      className="link"
      data-tip={`Market ${word}\n${link.reason}\n${capsOf('connection')}`}
      onClick={() => runKeyAction('connection')}
    >
      {!ready && <Icon name={icon} size={10} className={tint} />}
      <span className={clsx(!ready && 'amber')}>{word}</span>
      {(ready || age !== null) && <span aria-hidden="true">·</span>}
      {ready ? <DataAge /> : age !== null && <Age age={age} />}
      <span className="vh">, open the connection panel</span>
    </button>
  )
}
