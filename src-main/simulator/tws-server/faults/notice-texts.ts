/** What TWS says with id −1, as users of its API have recorded it; the farm is an example. */
export const NOTICE_TEXTS = {
  100: 'Max rate of messages per second has been exceeded:max=50 rec=51 (1)',
  2103: 'Market data farm connection is broken:usfarm',
  2104: 'Market data farm connection is OK:usfarm',
  2105: 'HMDS data farm connection is broken:ushmds',
  2106: 'HMDS data farm connection is OK:ushmds',
  2107: 'HMDS data farm connection is inactive but should be available upon demand.ushmds',
  2108: 'Market data farm connection is inactive but should be available upon demand.usfarm',
  2109: 'Order Event Warning: Attribute "Outside Regular Trading Hours" is ignored based on the order type and destination.',
  2110: 'Connectivity between Trader Workstation and server is broken. It will be restored automatically.',
  2119: 'Market data farm is connecting:usfarm',
  2157: 'Sec-def data farm connection is broken:secdefil',
  2158: 'Sec-def data farm connection is OK:secdefil',
  10197: 'No market data during competing live session',
} as const satisfies Readonly<Record<number, string>>

export const SERVERS_LOST_TEXTS = {
  1100: 'Connectivity between IBKR and Trader Workstation has been lost.',
  2110: NOTICE_TEXTS[2110],
} as const

export const SERVERS_BACK = {
  lost: { code: 1101, text: 'Connectivity between IBKR and Trader Workstation has been restored - data lost.' },
  kept: { code: 1102, text: 'Connectivity between IBKR and Trader Workstation has been restored - data maintained.' },
} as const

/** 1300, after which the connection is dropped. */
export const newPortText = (port: number): string =>
  `TWS socket port has been reset and this connection is being dropped. Please reconnect on the new port -${port}`
