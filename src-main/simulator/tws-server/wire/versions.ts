/** The server versions that the gateway speaks; fields before 178 are no longer known here. */
const MIN_SERVER_VERSION = 178
export const MAX_SERVER_VERSION = 193

/**
 * Since which server version a field is part of its message; of those that came and went, also until which (not
 * included). Source: IBKR's list of server versions (TWS API 10.x), checked against the client library by its tests.
 */
const GATES = {
  lastTradeDate: { from: 182 },
  customerAccount: { from: 183 },
  professionalCustomer: { from: 184 },
  bondAccruedInterest: { from: 185 },
  ineligibilityReasons: { from: 186 },
  requestForQuote: { from: 187, until: 190 },
  includeOvernight: { from: 189 },
  cmeTagging: { from: 192 },
  cmeTaggingInOpenOrder: { from: 193 },
} as const satisfies Readonly<Record<string, { readonly from: number; readonly until?: number }>>

export type Gate = keyof typeof GATES

/** Whether a message of this server version has the fields of a gate. */
export function has(serverVersion: number, gate: Gate): boolean {
  const { from, until = Number.POSITIVE_INFINITY }: { readonly from: number; readonly until?: number } = GATES[gate]
  return serverVersion >= from && serverVersion < until
}

/**
 * The version that a client and the gateway share: the highest that both know.
 * @param highest what the gateway offers, 178 to 193
 * @returns null when the client is too old or too new
 */
export function sharedVersion(client: { readonly min: number; readonly max: number }, highest: number): number | null {
  const version = Math.min(client.max, highest)
  return version >= client.min && version >= MIN_SERVER_VERSION ? version : null
}
