import { parentPort, workerData } from 'node:worker_threads'
import { openInPlace } from '../open-in-place.ts'
import { type SharedWork, takeRanges } from './shared-work.ts'

const work: SharedWork = workerData
const { db, close } = openInPlace(work.path)
const findings = takeRanges(db, work, () => {})
close()
parentPort?.postMessage(findings)
