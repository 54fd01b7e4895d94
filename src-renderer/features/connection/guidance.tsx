import type { ReactNode } from 'react'
import type { GatewayLink, GatewayMessage } from '../../../src-shared/contract/views/gateway.ts'
import { useGateway } from '../../stores/gateway.ts'
import { useStatus } from '../../stores/status.ts'
import { Button } from '../../ui/controls.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Num } from '../../ui/num.tsx'
import { runKeyAction } from '../keys/key-actions.ts'
import { capsOf } from '../keys/shortcuts.ts'
import {
  addressOf,
  distinctMessages,
  isThisMachine,
  machineTime,
  needsGuidance,
  timesWords,
  troubleOf,
  USUAL_PORTS,
} from './link-words.ts'
import { TimeLeft } from './time-left.tsx'
import './guidance.css'

/** Messages that tell what came back. */
const SHOWN = 4

const TITLES = {
  'no-answer': 'TWS or IB Gateway does not answer yet',
  'not-ready': 'TWS answers, but the connection is not ready yet',
} as const

/** Whether TWS was asked for and has never answered: then there is nothing to show yet but how to get there. */
export function useNeedsGuidance(): boolean {
  const needed = useGateway(({ link }) => link !== null && needsGuidance(link)) === true
  const kind = useStatus(({ source }) => source.kind)
  // Our own gateway needs nobody to switch it on.
  return needed && (kind === null || kind === 'gateway')
}

/** What to do so that TWS or IB Gateway answers. It goes by itself once one does. */
export function Guidance() {
  const link = useGateway((gateway) => gateway.link)
  const messages = useGateway((gateway) => gateway.messages)
  if (link === null || messages === null) return null
  const trouble = troubleOf(link, messages)
  return (
    <section className="guidance" aria-labelledby="guidance-title">
      <div className="gd-page">
        <header>
          <h2 id="guidance-title">
            <Icon name="plug" size={16} className="amber" />
            {trouble === 'client-id-busy' ? `Client id ${link.client} is in use` : TITLES[trouble]}
          </h2>
          <p className="i2">
            Nothing is decided or traded before the connection is made; then this page goes by itself.
          </p>
        </header>
        <Tried link={link} messages={messages} />
        {trouble === 'client-id-busy' && <ClientId client={link.client} />}
        {trouble === 'no-answer' && <SwitchOn link={link} />}
        <Instead link={link} busy={trouble === 'client-id-busy'} />
      </div>
    </section>
  )
}

function Tried({ link, messages }: { link: GatewayLink; messages: readonly GatewayMessage[] }) {
  const { attempts, client, reason, nextAttempt } = link
  const answers = distinctMessages(messages).slice(0, SHOWN)
  return (
    <div className="gd-tried">
      <div className="gd-line">
        <p>
          Tried <Num className="i1">{addressOf(link)}</Num> as client <Num className="i1">{String(client)}</Num>,{' '}
          {timesWords(attempts)}.{' '}
          {nextAttempt === null ? (
            'Trying now…'
          ) : (
            <>
              Again in <TimeLeft until={nextAttempt} />.
            </>
          )}
        </p>
        <Button small keyCap={capsOf('connection')} onClick={() => runKeyAction('connection')}>
          Details
        </Button>
      </div>
      <p className="gd-reason">
        <Icon name="warn" size={13} className="amber" />
        <span>{reason}</span>
      </p>
      {answers.length > 0 && (
        <ol aria-label="What came back, newest first">
          {answers.map(({ message: { at, code, text }, times }) => (
            <li key={`${code} ${text}`}>
              <Num className="i3">{machineTime(at)}</Num>
              <Num className="r i3">{code === null ? '' : String(code)}</Num>
              <span>
                {text} {times > 1 && <span className="i3">({timesWords(times)})</span>}
              </span>
            </li>
          ))}
        </ol>
      )}
    </div>
  )
}

function Step({ children }: { children: ReactNode }) {
  return <li>{children}</li>
}

function SwitchOn({ link: { host, port } }: { link: GatewayLink }) {
  const here = isThisMachine(host)
  return (
    <div className="gd-ways">
      <section aria-label="In TWS or IB Gateway">
        <h3>Switch on the API, once</h3>
        <ol className="gd-steps">
          <Step>
            Start <b>Trader Workstation</b> or <b>IB Gateway</b>
            {here ? ' on this machine' : ` on ${host}`} and log in; a paper account first.
          </Step>
          <Step>
            In TWS open <b>File → Global Configuration → API → Settings</b>; in IB Gateway{' '}
            <b>Configure → Settings → API → Settings</b>.
          </Step>
          <Step>
            Tick <b>Enable ActiveX and Socket Clients</b>. (IB Gateway has it on always.)
          </Step>
          <Step>
            <b>Socket port</b> must be <Num className="i1">{String(port)}</Num>, which is tried here. If it is another
            one, change it there, or start the cockpit with that one.
          </Step>
          <Step>
            <b>Trusted IPs</b>{' '}
            {here ? (
              <>
                should have <Num className="i1">127.0.0.1</Num>; otherwise TWS asks at each connection.
              </>
            ) : (
              'must have the address of this machine, and “Allow connections from localhost only” must be off.'
            )}
          </Step>
          <Step>
            <b>Read-Only API</b> may stay ticked: prices come, and TWS refuses every order.
          </Step>
          <Step>Press Apply. Nothing has to be started again: it is tried by itself.</Step>
        </ol>
      </section>
      <Ports port={port} />
    </div>
  )
}

function Ports({ port }: { port: number }) {
  const cell = (value: number) => (
    <td className={value === port ? 'n r i1 st' : 'n r'}>
      {value === port && <Icon name="right" size={9} />}
      {value}
    </td>
  )
  return (
    <section aria-label="Usual ports">
      <h3>Usual ports</h3>
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">paper</th>
            <th scope="col">live</th>
          </tr>
        </thead>
        <tbody>
          {USUAL_PORTS.map(({ program, paper, live }) => (
            <tr key={program}>
              <th scope="row">{program}</th>
              {cell(paper)}
              {cell(live)}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="cap">
        Only usual ones: whether it is paper or real money is read from the account id (paper begins with DU or DF),
        never from the port.
      </p>
    </section>
  )
}

function ClientId({ client }: { client: number }) {
  return (
    <section className="gd-busy" aria-label="What to do">
      <h3>What to do</h3>
      <ul className="gd-steps">
        <Step>
          After a lost connection TWS keeps the id for about a minute: then <b>wait</b>, it is tried again by itself.
        </Step>
        <Step>
          If another program, or another cockpit, uses client id <Num className="i1">{String(client)}</Num>: close it,
          or start this one with an id of its own.
        </Step>
      </ul>
    </section>
  )
}

function Instead({ link, busy }: { link: GatewayLink; busy: boolean }) {
  return (
    <footer>
      <div>
        <h3>{busy ? 'With an id of its own' : 'At another address'}</h3>
        <code>npm start -- --gateway {busy ? `${addressOf(link)} --client-id ${link.client + 1}` : 'HOST:PORT'}</code>
      </div>
      <div>
        <h3>Without TWS: the demo market</h3>
        <code>npm start -- --demo</code>
      </div>
    </footer>
  )
}
