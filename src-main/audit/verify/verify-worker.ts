import { parentPort, workerData } from 'node:worker_threads'
import { openInPlace } from '../reading-connection.ts'
import { type RangeMessage, type RangeTask, verifyRange } from './ranges.ts'

const post = (message: RangeMessage): void => parentPort?.postMessage(message)

const { path, range, genesis }: RangeTask = workerData
const { db, close } = openInPlace(path)
const findings = verifyRange(db, range, Buffer.from(genesis), (rows) => post({ kind: 'rows', rows }))
close()
post({ kind: 'done', findings })
