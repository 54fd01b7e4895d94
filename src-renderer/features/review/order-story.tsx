import type { DecisionReview } from '../../../src-shared/contract/views/review.ts'
import { price, shares } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Num } from '../../ui/num.tsx'
import { stepMark } from './result-words.ts'
import { operatorExact, operatorMoment } from './times.ts'

interface OrderStoryProps extends Pick<DecisionReview, 'story' | 'decimals'> {
  readonly order: NonNullable<DecisionReview['order']>
}

/** What happened to the order, by the operator's clock. */
export function OrderStory({ order, story, decimals }: OrderStoryProps) {
  const { ref, quantity, limit, stop, target } = order
  const at = (dollars: number): string => price(dollars, decimals)
  const entry = limit === null ? 'at the market' : `at ${at(limit)}`
  return (
    <section className="rv-story" aria-label="What happened to it">
      <div className="head">
        <h2>What happened to it</h2>
        <span className="cap nw">by your own clock</span>
        <span className="grow" />
        <span className="cap nw" data-tip={`${shares(quantity)} ${entry}, stop ${at(stop)}, target ${at(target)}`}>
          order <Num className="i2">{ref}</Num>
        </span>
      </div>
      {story.length === 0 ? (
        <p className="cap none">Nothing yet.</p>
      ) : (
        <ol>
          {story.map(({ time, step, says }, index) => {
            const { icon, tint } = stepMark(step)
            return (
              <li key={index}>
                <span className="n i3" data-tip={`Operator time\n${operatorMoment(time)}`}>
                  {operatorExact(time)}
                </span>
                <Icon name={icon} size={9} className={tint} />
                <b>{step}</b>
                <span>{says}</span>
              </li>
            )
          })}
        </ol>
      )}
    </section>
  )
}
