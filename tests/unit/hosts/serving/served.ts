import {
  type Connections,
  createConnections,
  type OpenConnection,
} from '../../../../src-main/hosts/serving/connections.ts'
import type { CloseCode, Link } from '../../../../src-main/hosts/serving/link.ts'
import type { ClientMessage, ServerMessage } from '../../../../src-shared/contract/messages.ts'
import { type HostKind, PROTOCOL_VERSION } from '../../../../src-shared/contract/protocol.ts'
import { createManualTime, type ManualTime } from './manual-time.ts'
import { ScriptedService } from './scripted-service.ts'

/** The far end of a link that is held in memory. */
export interface TestWindow {
  /** What has come, oldest first. */
  readonly heard: ServerMessage[]
  readonly texts: string[]
  /** How many bytes it has not taken yet; a test sets it. */
  backlog: number
  /** Why the engine ended the link; null while it is there. */
  closed: { readonly code: CloseCode; readonly reason: string } | null
  say(message: ClientMessage): void
  sayText(text: string): void
  /** Its link goes without a word. */
  vanish(): void
  /** The messages of a type, in order. */
  of<Type extends ServerMessage['type']>(type: Type): Extract<ServerMessage, { type: Type }>[]
  readonly connection: OpenConnection
}

export interface Served {
  readonly service: ScriptedService
  readonly time: ManualTime
  readonly connections: Connections
  /** A link that has not said anything. */
  link(host?: HostKind): TestWindow
  /** A window that has said hello. */
  window(wants?: 'controller' | 'viewer', host?: HostKind): TestWindow
}

export function serve(): Served {
  const service = new ScriptedService()
  const time = createManualTime()
  const connections = createConnections({
    service,
    app: { name: 'cockpit', version: '1' },
    operator: time,
    schedule: time.schedule,
  })
  function link(host: HostKind = 'browser'): TestWindow {
    const heard: ServerMessage[] = []
    const texts: string[] = []
    const end: Link = {
      host,
      sendText(text) {
        if (far.closed !== null) return
        texts.push(text)
        heard.push(JSON.parse(text))
      },
      bufferedBytes: () => far.backlog,
      close(code, reason) {
        far.closed = { code, reason }
      },
    }
    let connection: OpenConnection | null = null
    const opened = (): OpenConnection => {
      if (connection === null) throw new Error('the connection is not open yet')
      return connection
    }
    const far: TestWindow = {
      heard,
      texts,
      backlog: 0,
      closed: null,
      say: (message) => opened().receive(JSON.stringify(message)),
      sayText: (text) => opened().receive(text),
      vanish: () => opened().ended(),
      of: (type) =>
        heard.filter((message): message is Extract<ServerMessage, { type: typeof type }> => message.type === type),
      get connection() {
        return opened()
      },
    }
    connection = connections.open(end)
    return far
  }
  return {
    service,
    time,
    connections,
    link,
    window(wants = 'controller', host = 'browser') {
      const opened = link(host)
      opened.say({ type: 'hello', protocol: PROTOCOL_VERSION, wants })
      return opened
    },
  }
}
