/** A label that wants to stand at a height, and how high it is. Pixels. */
export interface WantedLabel {
  /** Where its middle belongs. */
  readonly at: number
  readonly height: number
}

/** A run of labels that touch, moved together. */
interface Cluster {
  readonly from: number
  to: number
  /** Sum of where each would put the first one's top. */
  wish: number
  height: number
}

/**
 * Places labels below each other without overlap, in the order of where they belong, each as near to there as the others
 * let it: labels that touch share what they have to give way. All stay between `top` and `bottom` as far as they fit.
 * @returns the middle of each label, in the order of the input
 */
export function layOutLabels(labels: readonly WantedLabel[], top: number, bottom: number): number[] {
  const order = labels.map((_, index) => index).sort((a, b) => (labels[a]?.at ?? 0) - (labels[b]?.at ?? 0) || a - b)
  const clusters: Cluster[] = []
  order.forEach((index, place) => {
    const { at, height } = labels[index] as WantedLabel
    clusters.push({ from: place, to: place, wish: at - height / 2, height })
    for (let last = clusters.at(-1), before = clusters.at(-2); last !== undefined && before !== undefined; ) {
      if (topOf(before, top, bottom) + before.height <= topOf(last, top, bottom)) break
      merge(before, last)
      clusters.pop()
      last = before
      before = clusters.at(-2)
    }
  })
  const middles: number[] = new Array(labels.length).fill(0)
  for (const cluster of clusters) {
    let y = topOf(cluster, top, bottom)
    for (let place = cluster.from; place <= cluster.to; place++) {
      const index = order[place] as number
      const { height } = labels[index] as WantedLabel
      middles[index] = y + height / 2
      y += height
    }
  }
  return middles
}

/** Where a cluster begins: at the mean of what its labels want, inside the bounds. */
function topOf({ from, to, wish, height }: Cluster, top: number, bottom: number): number {
  const mean = wish / (to - from + 1)
  return Math.max(top, Math.min(mean, bottom - height))
}

function merge(into: Cluster, next: Cluster): void {
  const count = next.to - next.from + 1
  into.wish += next.wish - count * into.height
  into.height += next.height
  into.to = next.to
}
