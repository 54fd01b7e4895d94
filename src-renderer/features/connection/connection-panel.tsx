import { clsx } from 'clsx'
import { type ReactNode, useState } from 'react'
import type { GatewayLink, GatewayView } from '../../../src-shared/contract/views/gateway.ts'
import { useGateway } from '../../stores/gateway.ts'
import { TextButton } from '../../ui/controls.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Num } from '../../ui/num.tsx'
import { copyTable } from '../activity/copy-table.ts'
import { useKeyAction } from '../keys/key-actions.ts'
import { CLASS_TINTS, CLASS_WORDS } from '../strip/words.ts'
import { addressOf, LINK_STATES, messagesTable, skewWords, timesWords } from './link-words.ts'
import { MessageList } from './message-list.tsx'
import { TimeLeft } from './time-left.tsx'
import './connection-panel.css'

/** How the connection to TWS stands, what it carries, and what was said of it. */
export function ConnectionPanel() {
  const [open, setOpen] = useState(false)
  const needed = useGateway(({ link }) => link !== null) === true
  useKeyAction('connection', needed ? () => setOpen(true) : null)
  return (
    <Dialog
      title="Connection to the market"
      open={open && needed}
      onClose={() => setOpen(false)}
      className="connection-panel"
    >
      <Inside />
    </Dialog>
  )
}

function Inside() {
  const gateway = useGateway((all) => all)
  if (gateway === null || gateway.link === null) return null
  const { link, messages } = gateway
  return (
    <>
      <Standing link={link} />
      <Figures gateway={gateway} />
      <SymbolNotices notices={gateway.notices} />
      <div className="head">
        <h3>Messages</h3>
        <span className="count">{messages.length}</span>
        <span className="cap">newest first, in this machine’s time</span>
        <span className="grow" />
        {messages.length > 0 && (
          <TextButton onClick={() => void copyTable(messagesTable(messages), 'Messages')}>Copy as text</TextButton>
        )}
      </div>
      <MessageList messages={messages} />
    </>
  )
}

function Attempts({ attempts, nextAttempt }: GatewayLink) {
  if (attempts === 0) return null
  return (
    <p>
      Tried {timesWords(attempts)} since it was last connected
      {nextAttempt === null ? (
        '.'
      ) : (
        <>
          ; again in <TimeLeft until={nextAttempt} />.
        </>
      )}
    </p>
  )
}

function Standing({ link }: { link: GatewayLink }) {
  const { word, icon, tint } = LINK_STATES[link.state]
  return (
    <div className={clsx('cn-standing', tint)}>
      <div className="cn-word">
        <Icon name={icon} size={14} className={tint} />
        <b>{word}</b>
      </div>
      <div>
        <p className="i1">{link.reason}</p>
        {link.state !== 'ready' && <Attempts {...link} />}
      </div>
      <dl>
        <Fact name="address">
          <Num>{addressOf(link)}</Num>
        </Fact>
        <Fact name="client id">
          <Num>{String(link.client)}</Num>
        </Fact>
        <Fact name="protocol">
          {link.serverVersion === null ? 'not known yet' : <Num>{String(link.serverVersion)}</Num>}
        </Fact>
        <Fact name="accounts">
          {link.accounts.length === 0
            ? 'not known yet'
            : link.accounts.map(({ id, class: kind }) => (
                <span key={id} className="cn-account">
                  <Num>{id}</Num> <span className={clsx('account-class', CLASS_TINTS[kind])}>{CLASS_WORDS[kind]}</span>
                </span>
              ))}
        </Fact>
      </dl>
    </div>
  )
}

function Fact({ name, tip, children }: { name: string; tip?: string; children: ReactNode }) {
  return (
    <div data-tip={tip}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

const Share = ({ used, most }: GatewayView['lines']) => (
  <span className={clsx(used >= most && most > 0 && 'amber')}>
    <Num>{String(used)}</Num> <span className="i3">of</span> <Num>{String(most)}</Num>
    {used >= most && most > 0 && <span> (all in use)</span>}
  </span>
)

function History({ open, waiting, nextAt }: GatewayView['history']) {
  return (
    <>
      <Num>{String(open)}</Num> <span className="i3">open, streams included;</span>{' '}
      <Num>{waiting.toLocaleString('en-US')}</Num> <span className="i3">wait</span>
      {waiting > 0 && nextAt !== null && (
        <>
          <span className="i3">, next in</span> <TimeLeft until={nextAt} />
        </>
      )}
    </>
  )
}

function Figures({ gateway }: { gateway: GatewayView }) {
  const { lines, streams, history, outgoing, latency, skew, farmsDown } = gateway
  return (
    <dl className="cn-figures">
      <Fact name="Market data lines" tip="What IBKR lets one account watch at a time">
        <Share {...lines} />
      </Fact>
      <Fact
        name="Bar streams"
        tip={'Bars that TWS keeps up to date by itself\nThe other symbols’ are asked for at each close'}
      >
        <Share {...streams} />
      </Fact>
      <Fact name="History requests" tip="IBKR paces them: more would be refused">
        <History {...history} />
      </Fact>
      <Fact name="Messages to TWS" tip="In the last second, and those that wait for their turn">
        <Num>{String(outgoing.perSecond)}</Num> <span className="i3">a second,</span>{' '}
        <Num>{outgoing.waiting.toLocaleString('en-US')}</Num> <span className="i3">wait</span>
      </Fact>
      <Fact name="Answer time" tip="From question to answer of the last heartbeat">
        {latency === null ? (
          'not known yet'
        ) : (
          <>
            <Num>{Math.round(latency).toLocaleString('en-US')}</Num> <span className="i3">ms</span>
          </>
        )}
      </Fact>
      <Fact name="Clock difference" tip="Broker time less market time">
        {skew === null ? 'not known yet' : <Num>{skewWords(skew)}</Num>}
      </Fact>
      <Fact name="Data farms down" tip="Servers of IBKR that TWS has lost">
        {farmsDown.length === 0 ? (
          'none'
        ) : (
          <span className="amber row">
            <Icon name="warn" size={11} /> {farmsDown.join(', ')}
          </span>
        )}
      </Fact>
    </dl>
  )
}

function SymbolNotices({ notices }: Pick<GatewayView, 'notices'>) {
  if (notices.length === 0) return null
  return (
    <section className="cn-notices" aria-label="Symbols whose data is not as it should be">
      <ul>
        {notices.map(({ symbol, kind, message }) => (
          <li key={symbol}>
            <b>{symbol}</b>
            <span className="amber row">
              <Icon name="warn" size={11} /> {kind}
            </span>
            <span>{message}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
