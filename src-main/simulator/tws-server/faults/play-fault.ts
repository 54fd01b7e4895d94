import { randomBytes, randomFields } from './damage.ts'
import type { Fault } from './fault-schema.ts'
import { NOTICE_TEXTS, newPortText, SERVERS_BACK, SERVERS_LOST_TEXTS } from './notice-texts.ts'
import { correctExecution, fillOrder, placeForeignOrder, releaseOrder } from './play-orders.ts'
import type { Stage } from './stage.ts'

const SECOND_MS = 1_000
const COMPETING_SESSION = 10_197
const LOOPBACK = '127.0.0.1'

type Of<Name extends Fault['fault']> = Extract<Fault, { readonly fault: Name }>

type Players = { readonly [Name in Fault['fault']]: (stage: Stage, fault: Of<Name>) => void }

const PLAYERS: Players = {
  drop: ({ gateway }, { how, busySeconds = 0 }) => gateway.dropClients(how, busySeconds * SECOND_MS),
  delay,
  'servers-lost': loseServers,
  'servers-back': bringServersBack,
  notice: ({ gateway }, { code, text }) => gateway.notice(code, text ?? textOf(code)),
  'competing-session': takeLines,
  'new-port': moveAway,
  'roll-back-ids': rollBackIds,
  restart: ({ gateway }, { seconds }) => gateway.restart(seconds === undefined ? undefined : seconds * SECOND_MS),
  'reject-order': ({ gateway }, { message }) => void gateway.script.rejectNext(message),
  'hold-order': ({ gateway }) => void gateway.script.holdNext(),
  'release-order': releaseOrder,
  'fill-order': fillOrder,
  'answer-twice': answerTwice,
  garbage: sendGarbage,
  'stop-feed': stopFeed,
  'start-feed': ({ feeds }, { symbols }) => feeds.start('script', symbols),
  'skew-clock': ({ gateway }, { seconds }) => gateway.skewClock(seconds * SECOND_MS),
  liquidate,
  'foreign-order': placeForeignOrder,
  'correct-execution': correctExecution,
}

/** Does one thing of a script, now. */
export function playFault<Name extends Fault['fault']>(stage: Stage, name: Name, fault: Of<Name>): void {
  PLAYERS[name](stage, fault)
}

const textOf = (code: number): string => NOTICE_TEXTS[code as keyof typeof NOTICE_TEXTS]

function delay(stage: Stage, { milliseconds, toClient, fromClient, forSeconds }: Of<'delay'>): void {
  const { delays } = stage
  const all = toClient === undefined && fromClient === undefined
  const ends = [
    ...(all || toClient !== undefined ? [delays.add('to-client', toClient ?? null, milliseconds)] : []),
    ...(fromClient === undefined ? [] : [delays.add('from-client', fromClient, milliseconds)]),
  ]
  if (forSeconds === undefined) return
  stage.later(forSeconds, () => {
    for (const end of ends) end()
  })
}

function loseServers({ gateway, feeds }: Stage, { code }: Of<'servers-lost'>): void {
  gateway.script.link.set(false)
  feeds.stop('servers')
  gateway.notice(code, SERVERS_LOST_TEXTS[code])
}

function bringServersBack({ gateway, feeds, log }: Stage, { data }: Of<'servers-back'>): void {
  if (data === 'lost') {
    gateway.loseSubscriptions()
    log.forgetLines()
  }
  feeds.start('servers')
  gateway.notice(SERVERS_BACK[data].code, SERVERS_BACK[data].text)
  // What happened meanwhile is heard of after the message.
  gateway.script.link.set(true)
}

function takeLines(stage: Stage, { forSeconds }: Of<'competing-session'>): void {
  const { feeds, log } = stage
  feeds.stop('competing')
  for (const { session, id } of [...log.lines()]) session.error(id, COMPETING_SESSION, textOf(COMPETING_SESSION))
  if (forSeconds !== undefined) stage.later(forSeconds, () => feeds.start('competing'))
}

/** It listens there before anybody is told. */
function moveAway({ gateway, note }: Stage, { port = 0 }: Of<'new-port'>): void {
  gateway.moveTo(port, LOOPBACK).then(
    (found) => {
      note(`listening on port ${found} from now on`)
      gateway.notice(1300, newPortText(found))
      gateway.dropClients('clean')
    },
    (error: unknown) => note(`port ${port} cannot be had: ${String(error)}`),
  )
}

function rollBackIds({ gateway }: Stage, { client, next }: Of<'roll-back-ids'>): void {
  const clients = client === undefined ? gateway.exchange.interventions.clients() : [client]
  for (const one of clients) gateway.script.rollBackIds(one, next)
}

function answerTwice({ gateway, doubled }: Stage, { count, toClient }: Of<'answer-twice'>): void {
  if (toClient === undefined) gateway.script.answerTwice(count)
  else doubled.add(count, toClient)
}

function stopFeed(stage: Stage, { symbols, forSeconds }: Of<'stop-feed'>): void {
  const { feeds, later } = stage
  feeds.stop('script', symbols)
  if (forSeconds !== undefined) later(forSeconds, () => feeds.start('script', symbols))
}

function sendGarbage({ gateway, random, damaged }: Stage, { what, count, toClient }: Of<'garbage'>): void {
  if (what === 'field') {
    damaged.add(count, toClient ?? null)
    return
  }
  for (let left = count; left > 0; left--) {
    for (const session of gateway.sessions) {
      if (what === 'bytes') session.sendBytes(randomBytes(random))
      else session.send(randomFields(random))
    }
  }
}

function liquidate({ gateway }: Stage, { account, symbol, shares }: Of<'liquidate'>): void {
  const whose = account ?? gateway.exchange.accounts[0]
  if (whose !== undefined) gateway.script.liquidate(whose, symbol, shares)
}
