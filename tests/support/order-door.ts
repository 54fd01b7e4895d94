import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseSync } from '@swc/core'
import { cruise, type ICruiseResult } from 'dependency-cruiser'

/** The one file that calls what sends, changes or ends orders, and who may import it, each with what it may take. */
export const ORDER_CALLS = 'src-main/broker/ibkr/orders/order-calls.ts'
const USERS: Readonly<Record<string, readonly string[]>> = {
  'src-main/broker/ibkr/orders/outgoing.ts': ['placeOrder', 'cancelOrder'],
  'src-main/broker/ibkr/orders/margin-question.ts': ['askMargin', 'OutgoingOrder'],
  // Scripted probes of a paper account, which trading cannot reach: each redeems an authorisation as well.
  'src-main/broker/ibkr/probe/probe-orders.ts': ['placeOrder', 'cancelOrder', 'askMargin', 'OutgoingOrder'],
}
/** Of the probe, in its turn: nothing of the session or of trading leads there. */
const PROBE = 'src-main/broker/ibkr/probe/'
const PROBE_USERS = ['src-main/broker/ibkr/probe/', 'src-main/hosts/probe/'] as const

/** What the client has that touches orders; options can be exercised and allocations replaced, too. */
const CALLS: ReadonlySet<string> = new Set([
  ...['placeOrder', 'placeNewOrder', 'modifyOrder', 'cancelOrder', 'cancelAllOrders'],
  ...['reqGlobalCancel', 'exerciseOptions', 'replaceFA'],
])
/** The library's inside, by which bytes could be written past its calls. Who may look into it watches what comes in. */
const INSIDE: ReadonlySet<string> = new Set(['controller', 'sendMsg', 'encoder', 'schedule'])
const INSIDE_USERS: Readonly<Record<string, readonly string[]>> = {
  'src-main/broker/ibkr/connection/instance.ts': ['controller'],
}
const SPOKEN_OF = new RegExp([...CALLS, ...INSIDE].join('|'))
const CLIENT_FOLDER = 'src-main/broker/ibkr/'
const CLIENT = '@stoqey/ib'
const SOURCES = ['src-shared', 'src-main', 'src-renderer'] as const
/** The window reaches nothing of the main process: its arrows see to that. */
const MAIN = ['src-shared', 'src-main'] as const

type Tree = Readonly<Record<string, unknown>>
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null

interface Reached {
  /** Members, and parts taken out of something. */
  readonly members: Set<string>
  /** Texts: of a computed member, for Reflect.get, or to be put to such a use elsewhere. */
  readonly texts: Set<string>
}

/** Names by which a file could reach into something. */
function namesReached(file: string, text: string): Reached {
  const [members, texts] = [new Set<string>(), new Set<string>()]
  const take = (node: unknown): void => {
    if (isTree(node) && node['type'] === 'Identifier') members.add(String(node['value']))
  }
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const each of node) visit(each)
      return
    }
    if (!isTree(node)) return
    if (node['type'] === 'MemberExpression') take(node['property'])
    if (node['type'] === 'AssignmentPatternProperty' || node['type'] === 'KeyValuePatternProperty') take(node['key'])
    if (node['type'] === 'StringLiteral') texts.add(String(node['value']))
    if (node['type'] === 'TemplateElement') texts.add(String(node['cooked']))
    for (const [key, part] of Object.entries(node)) if (key !== 'span') visit(part)
  }
  visit(parseSync(text, { syntax: 'typescript', tsx: file.endsWith('x') }))
  return { members, texts }
}

const filesBelow = (root: string): string[] =>
  SOURCES.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'))
      .map((path) => join(folder, path).replaceAll('\\', '/')),
  )

async function graphOf(root: string): Promise<ICruiseResult['modules']> {
  const { output } = await cruise(
    MAIN.filter((folder) => existsSync(join(root, folder))),
    {
      baseDir: root,
      parser: 'swc',
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
      enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    },
  )
  if (typeof output === 'string') throw new TypeError('dependency-cruiser answered with text instead of a result')
  return output.modules
}

/** What a file takes from the calls, by name; `*` for all of it. */
function takenFrom(text: string): string[] {
  const imports = [
    ...text.matchAll(/(?:import|export)\s+(?:type\s+)?(\{[^}]*\}|\*[^'"]*?)\s*from\s*['"][^'"]*order-calls/g),
  ]
  const dynamic = /import\(\s*['"][^'"]*order-calls/.test(text) ? ['*'] : []
  const named = imports.flatMap(([statement, list = '']) => {
    if (list.startsWith('*') || statement.startsWith('export')) return ['*']
    return list
      .slice(1, -1)
      .split(',')
      .map(
        (part) =>
          part
            .trim()
            .replace(/^type\s+/, '')
            .split(/\s/)[0] ?? '',
      )
      .filter((name) => name !== '')
  })
  return [...named, ...dynamic]
}

/** What there is that could send an order beside the one door: a sentence each. @param root of a tree of sources */
export async function doorFaults(root: string): Promise<string[]> {
  const read = (path: string): string => readFileSync(resolve(root, path), 'utf8')
  const modules = await graphOf(root)
  if (!modules.some(({ source }) => source === ORDER_CALLS))
    return [`${ORDER_CALLS} is not there: nothing was looked at`]
  const faults: string[] = []
  for (const { source, dependencies } of modules) {
    if (!SOURCES.some((folder) => source.startsWith(`${folder}/`))) continue
    for (const { resolved, module } of dependencies) {
      if (resolved === ORDER_CALLS) {
        const allowed = USERS[source] ?? []
        const extra = takenFrom(read(source)).filter((name) => !allowed.includes(name))
        if (allowed.length === 0) faults.push(`${source} imports the order calls`)
        else if (extra.length > 0) faults.push(`${source} takes ${extra.join(', ')} of the order calls`)
      }
      if (resolved.startsWith(PROBE) && !PROBE_USERS.some((user) => source.startsWith(user))) {
        faults.push(`${source} imports the probe's orders`)
      }
      if (module.startsWith(CLIENT) && !source.startsWith(CLIENT_FOLDER)) faults.push(`${source} imports the client`)
      if (module.startsWith(`${CLIENT}/`)) faults.push(`${source} imports the client's inside, ${module}`)
    }
  }
  for (const path of filesBelow(root)) {
    const text = read(path)
    if (path === ORDER_CALLS || !SPOKEN_OF.test(text)) continue
    const { members, texts } = namesReached(path, text)
    for (const name of CALLS) if (members.has(name) || texts.has(name)) faults.push(`${path} reaches for ${name}`)
    for (const name of INSIDE) {
      const isOurs = INSIDE_USERS[path]?.includes(name) ?? false
      if (path.startsWith(CLIENT_FOLDER) && texts.has(name) && !isOurs) faults.push(`${path} reaches for ${name}`)
    }
  }
  return faults.toSorted()
}
