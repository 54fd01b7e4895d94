import { encodeFrame } from '../../src-main/simulator/tws-server/wire/frame.ts'
import { has } from '../../src-main/simulator/tws-server/wire/versions.ts'

const CONTRACT = ['265598', 'AAPL', 'STK', '', '0.0', '', '', 'SMART', 'NASDAQ', 'USD', 'AAPL', 'NMS']
const EMPTY = (count: number): string[] => Array.from({ length: count }, () => '')

/** A limit order; most of its fields are left empty, as clients do. */
function placeOrder(version: number): string[] {
  const main = ['BUY', '100', 'LMT', '190.25', '', 'DAY', '', 'DU1', 'O', '0', 'entry', '1', '0']
  const fields = ['3', '5', ...CONTRACT, '', '', ...main, ...EMPTY(85)]
  if (has(version, 'customerAccount')) fields.push('')
  if (has(version, 'professionalCustomer')) fields.push('0')
  if (has(version, 'requestForQuote')) fields.push('', '2147483647')
  if (has(version, 'includeOvernight')) fields.push('0')
  if (has(version, 'cmeTagging')) fields.push('2147483647')
  return fields
}

const cancelOrder = (version: number): string[] => [
  ...(has(version, 'cmeTagging') ? ['4', '5', ''] : ['4', '1', '5', '']),
  ...(has(version, 'requestForQuote') ? ['', '', '2147483647'] : []),
  ...(has(version, 'cmeTagging') ? ['', '2147483647'] : []),
]

const frames = new Map<number, readonly Buffer[]>()

/** One good frame of every request that the simulated gateway serves, as a client of this server version writes it. */
export function requestFrames(version: number): readonly Buffer[] {
  const known = frames.get(version)
  if (known !== undefined) return known
  const requests: readonly (readonly string[])[] = [
    ['71', '2', '7', ''],
    ['17', '1'],
    ['8', '1', '1'],
    ['49', '1'],
    ['14', '1', '5'],
    ['9', '8', '31', ...CONTRACT, '0', '', '', ''],
    ['81', '31', 'AAP'],
    ['91', '26'],
    ['20', '31', ...CONTRACT, '0', '', '1 min', '1 D', '1', 'TRADES', '2', '1', ''],
    ['25', '1', '31'],
    ['87', '31', ...CONTRACT, '0', '1', 'TRADES', '2'],
    ['90', '31'],
    ['1', '11', '31', ...CONTRACT, '0', '236,49', '0', '0', ''],
    ['2', '1', '31'],
    ['59', '1', '3'],
    ['50', '3', '31', ...CONTRACT, '5', 'TRADES', '1', ''],
    ['51', '1', '31'],
    ['97', '31', ...CONTRACT, 'BidAsk', '0', '1'],
    ['98', '31'],
    ['24', '1'],
    ['22', '31', '50', 'STK', 'STK.US.MAJOR', 'TOP_PERC_GAIN', '5', '5000', ...EMPTY(11), '0', ...EMPTY(4), ''],
    ['23', '1', '31'],
    ['6', '2', '1', 'DU1'],
    ['62', '1', '31', 'All', 'NetLiquidation,BuyingPower'],
    ['63', '1', '31'],
    ['76', '1', '31', 'DU1', '', '1'],
    ['77', '1', '31'],
    ['61', '1'],
    ['64', '1'],
    ['74', '1', '31', 'DU1', ''],
    ['92', '31', 'DU1', ''],
    ['93', '31'],
    ['94', '31', 'DU1', '', '265598'],
    ['95', '31'],
    placeOrder(version),
    cancelOrder(version),
    has(version, 'cmeTagging') ? ['58', '', '2147483647'] : ['58', '1'],
    ['5', '1'],
    ['16', '1'],
    ['15', '1', '1'],
    ['99', '1'],
    ['7', '3', '31', '0', ...EMPTY(6)],
  ]
  const made = requests.map((fields) => encodeFrame(fields))
  frames.set(version, made)
  return made
}
