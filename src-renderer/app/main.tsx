import '../ui/tokens.css'
import '../ui/base.css'
import { createRoot } from 'react-dom/client'
import { createClient } from '../bridge/client.ts'
import { createElectronTransport } from '../bridge/electron-transport.ts'
import { takeToken } from '../bridge/token.ts'
import type { Transport } from '../bridge/transport.ts'
import { createWebSocketTransport } from '../bridge/websocket-transport.ts'
import { windowClock } from '../bridge/window-clock.ts'
import { listenForKeys } from '../features/keys/listen-for-keys.ts'
import { isBelieved } from '../stores/connection.ts'
import { attachEngine } from '../stores/engine.ts'
import { announceActivity } from './announce-activity.ts'
import { App } from './app.tsx'
import { wearSettings } from './wear-settings.ts'

/** The server of this page answers, so that only its socket can have been refused. */
const answers = async (): Promise<boolean> => {
  try {
    return (await fetch(location.pathname, { method: 'HEAD', cache: 'no-store' })).ok
  } catch {
    return false
  }
}

function findTransport(): Transport {
  if (window.cockpit !== undefined) return createElectronTransport(window.cockpit)
  const { protocol, host } = location
  return createWebSocketTransport({
    url: `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/`,
    token: takeToken({ location, history, storage: sessionStorage }),
    answers,
  })
}

wearSettings(document.documentElement)
attachEngine(createClient(findTransport(), windowClock))
announceActivity()
listenForKeys(window, isBelieved)

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no root')
createRoot(root).render(<App />)
