/** Takes a part of a number away: the next detail of a step. */
export class Picker {
  private rest: number

  constructor(pick: number) {
    this.rest = pick
  }

  below(count: number): number {
    const part = this.rest % count
    this.rest = Math.floor(this.rest / count) * 7 + part
    return part
  }

  /** True once in so many times. */
  once(count: number): boolean {
    return this.below(count) === 0
  }

  of<Value>(values: readonly Value[]): Value | undefined {
    return values[this.below(Math.max(1, values.length))]
  }
}
