import fc from 'fast-check'
import * as arming from './arming-steps.ts'
import { BEHAVIOURS } from './behaviours.ts'
import { DeskModel, type Tally } from './model.ts'
import { Picker } from './picker.ts'
import { comeToRest } from './rest.ts'
import type { Step } from './trading-steps.ts'
import * as trading from './trading-steps.ts'
import * as world from './world-steps.ts'

/** The steps that there are, each with how often it comes beside the others. */
const WEIGHTS: readonly (readonly [Step, number])[] = [
  [world.openPosition, 10],
  [world.heal, 5],
  [trading.decideEntry, 3],
  [trading.approveOne, 4],
  [trading.approveAll, 1],
  [world.fillEntry, 4],
  [world.fillSome, 5],
  [world.endOne, 2],
  [world.deliverAll, 3],
  [world.deliverSome, 5],
  [world.slowDown, 4],
  [world.loseMessages, 3],
  [world.passTime, 6],
  [world.oddTime, 1],
  [world.moveMarket, 4],
  [trading.editOne, 2],
  [trading.moveStop, 4],
  [trading.closeNow, 2],
  [trading.cancelOne, 3],
  [trading.modifyOne, 3],
  [trading.stageByHand, 2],
  [trading.closeOne, 1],
  [trading.flatten, 1],
  [trading.stop, 1],
  [trading.setTradingState, 1],
  [trading.setAutomatic, 1],
  [trading.repeatCommand, 1],
  [world.trouble, 5],
  [world.refuseNext, 1],
  [world.screenNext, 2],
  [world.letGo, 1],
  [world.rejectStop, 1],
  [world.foreignTrade, 2],
  [world.liquidate, 2],
  [world.correct, 2],
  [world.fillDisk, 1],
  [world.restart, 2],
  [arming.armProperly, 5],
  [arming.tryToArm, 1],
  [arming.guess, 1],
  [arming.extend, 1],
  [arming.disarm, 1],
  [arming.acknowledge, 1],
  [arming.reconcile, 1],
]

/** To what a step shrinks that is not needed. */
const nothing: Step = () => {}

const STEPS: readonly Step[] = [
  nothing,
  ...WEIGHTS.flatMap(([step, weight]) => Array.from({ length: weight }, () => step)),
]

/** One step of a sequence: which kind, and a number from which its details follow. */
type ModelStep = readonly [kind: number, pick: number]

/** Of the sequences that are compared with what the journal restores after each step: one of so many. */
const SAMPLE = 16

interface Sequence {
  /** Which variants of what is believed of TWS. */
  readonly behaviour: number
  readonly everyStep: boolean
  readonly steps: readonly ModelStep[]
}

/** Runs one sequence to its end. @throws BrokenPromise at the first promise that was not kept. */
async function runSequence({ behaviour, everyStep, steps }: Sequence): Promise<Tally> {
  const model = new DeskModel(behaviour, everyStep)
  await model.begin()
  for (const [kind, pick] of steps) {
    await STEPS[kind % STEPS.length]?.(model, new Picker(pick))
    await model.goOn()
  }
  await comeToRest(model)
  return { ...model.tally, entries: model.entries.entries, amendments: model.entries.amendments, steps: steps.length }
}

/** Sequences as they shrink best: the defaults of what is believed, fewer steps, smaller details. */
export function sequences(shortest: number, longest: number): fc.Arbitrary<Sequence> {
  const step: fc.Arbitrary<ModelStep> = fc.tuple(fc.nat(STEPS.length - 1), fc.nat(1_000_000))
  return fc.record({
    behaviour: fc.nat(BEHAVIOURS - 1),
    everyStep: fc.nat(SAMPLE - 1).map((number) => number === 0),
    steps: fc.array(step, { minLength: shortest, maxLength: longest, size: 'max' }),
  })
}

/** A sequence to read, without the steps that do nothing. */
function shown({ behaviour, everyStep, steps }: Sequence): string {
  const done = steps.filter(([kind]) => kind % STEPS.length !== 0)
  const names = done.map(([kind, pick]) => `${STEPS[kind % STEPS.length]?.name} ${pick}`)
  return `${JSON.stringify({ behaviour, everyStep, steps: done })}\n${names.join(', ')}`
}

/** What happened in many sequences together, beside how to run them. */
export class Sequences {
  readonly happened: Tally = {}

  async run(sequence: Sequence): Promise<void> {
    for (const [what, times] of Object.entries(await runSequence(sequence))) {
      this.happened[what] = (this.happened[what] ?? 0) + times
    }
  }

  /** Promises about things that never happen would hold as well. @returns what did not happen often enough */
  tooRare(least: Readonly<Record<string, number>>): string[] {
    return Object.entries(least).flatMap(([what, times]) => {
      const happened = this.happened[what] ?? 0
      return happened >= times ? [] : [`${what}: ${happened}, not ${times}`]
    })
  }
}

/** Throws with the seed and the smallest sequence that breaks a promise, in words. */
export function reportSequence(details: fc.RunDetails<[Sequence]>): void {
  if (!details.failed) return
  const [sequence] = details.counterexample ?? []
  const { errorInstance, seed, counterexamplePath, numRuns } = details
  const found = sequence === undefined ? 'no counterexample' : shown(sequence)
  const where = `seed ${seed}, path ${counterexamplePath}, after ${numRuns} sequences`
  throw new Error(`${where}\n${found}\n${errorInstance}`, { cause: errorInstance })
}
