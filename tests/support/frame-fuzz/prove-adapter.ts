import { expect } from 'vitest'
import { auditFolder, faultsOf, payloadsOf, replayOf } from '../session/audit-folder.ts'
import { fuzzAdapter } from './into-adapter.ts'

/**
 * Sessions through mutated frames, until there were as many: their promises, and what their audits have to say of it.
 * @returns how often the connection was lost, and sessions that could not go on
 */
export async function proveAdapter(seed: number, frames: number, serverVersion: number) {
  const folder = auditFolder()
  let [sent, lost, gaveUp] = [0, 0, 0]
  try {
    for (let session = 0; sent < frames; session += 1) {
      const database = folder.file(`fuzz-${session}`)
      const told = await fuzzAdapter(seed + session, { frames: frames - sent, serverVersion, database })
      const which = `session ${session} of seed ${seed}`
      expect(told.wrong, which).toEqual([])
      const connections = payloadsOf(database, 'connection').filter(({ state }) => state === 'reconnecting')
      expect(
        connections.map(({ reason }) => reason),
        which,
      ).toEqual(told.reasons)
      expect(await faultsOf(database), which).toEqual([])
      expect(replayOf(database), which).toMatchObject({ differences: [], broken: null })
      // A message that cannot be read is one of TWS with a code.
      const unreadable = payloadsOf(database, 'broker-message').filter(({ code }) => code === 505)
      if (told.gaveUp === null) expect(unreadable.length, which).toBeGreaterThan(0)
      sent += told.frames
      lost += told.reasons.length
      if (told.gaveUp !== null) gaveUp += 1
    }
  } finally {
    folder.remove()
  }
  return { lost, gaveUp }
}
