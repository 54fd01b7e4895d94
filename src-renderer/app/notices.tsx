import { dismissNotice, type Notice, type NoticeMark, useNotices } from '../stores/notices.ts'
import { useSelection } from '../stores/selection.ts'
import { IconButton } from '../ui/controls.tsx'
import { timeOfDay } from '../ui/format.ts'
import { Icon, type IconName } from '../ui/icon.tsx'
import './notices.css'

const MARKS: Readonly<Record<NoticeMark, { icon: IconName; tint: string }>> = {
  long: { icon: 'long', tint: 'long' },
  short: { icon: 'short', tint: 'short' },
  veto: { icon: 'veto-other', tint: 'veto' },
  good: { icon: 'check', tint: 'ok' },
  warning: { icon: 'warn', tint: 'amber' },
  error: { icon: 'warn', tint: 'danger' },
  plain: { icon: 'ring', tint: 'i2' },
  role: { icon: 'eye', tint: 'amber' },
  connection: { icon: 'plug', tint: 'amber' },
}

function NoticeCard({ notice }: { notice: Notice }) {
  const { setSymbol, show } = useSelection()
  const { icon, tint } = MARKS[notice.mark]
  const { symbol } = notice
  const head = (
    <>
      <Icon name={icon} size={14} className={tint} />
      <span className="title">{notice.title}</span>
      <span className="n t">{notice.time === null ? '' : timeOfDay(notice.time)}</span>
      {notice.text !== '' && <span className="text">{notice.text}</span>}
    </>
  )
  return (
    <li className="notice">
      {symbol === null ? (
        <div className="body">{head}</div>
      ) : (
        <button
          type="button"
          className="body"
          onClick={() => {
            show('trade')
            setSymbol(symbol)
            dismissNotice(notice.id)
          }}
        >
          {head}
        </button>
      )}
      <IconButton icon="cross" size={9} label="Close this notice" onClick={() => dismissNotice(notice.id)} />
    </li>
  )
}

/** What happened just now, newest below. They float over the oldest candles, where nothing is pressed. */
export function Notices() {
  const notices = useNotices()
  return (
    <ul className="notices" aria-label="Notices">
      {notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
    </ul>
  )
}
