import { simulatedProbeGate } from '../../../src-main/hosts/probe/probe-gate.ts'
import { probeSimulator, reproduce, SIMULATED_ACCOUNT } from '../../../src-main/hosts/probe/simulated-probe.ts'
import type { Findings } from '../../../src-main/research/probe/behaviours.ts'
import type { Transcript } from '../../../src-main/research/probe/transcript-schema.ts'
import { ticker } from '../../../src-shared/domain/ids.ts'

const OPTIONS = { appVersion: '0.1.0', symbol: ticker('SPY') }

/** The probes on a gateway that behaves so. */
export const probed = (findings: Findings = {}, serverVersion = 193): Promise<Transcript> =>
  probeSimulator({ ...OPTIONS, gate: simulatedProbeGate(SIMULATED_ACCOUNT), findings, serverVersion })

/** What a gateway that is made after the transcript does otherwise. */
export const otherwise = (transcript: Transcript): Promise<readonly string[]> =>
  reproduce(transcript, { ...OPTIONS, gate: simulatedProbeGate(SIMULATED_ACCOUNT) })

/** The transcript as it is saved when the simulator has been run beside it. */
export const proven = (transcript: Transcript): Transcript => ({
  ...transcript,
  header: { ...transcript.header, simulated: false },
  end: { ...transcript.end, differences: [] },
})
