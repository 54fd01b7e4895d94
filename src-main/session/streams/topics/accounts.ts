import type { ArmingView } from '../../../../src-shared/contract/views/arming.ts'
import { reconciliationView } from '../../../trading/views/reconciliation.ts'
import { FollowedValue } from '../changes.ts'
import { sameItem } from '../same-value.ts'
import type { SessionModel } from '../session-model.ts'
import type { TopicSource } from '../topic-hub.ts'

/** Between two looks at the gates of arming, whose sentences have ages in them, operator ms. */
const LOOK_MS = 1_000

/** Whether orders can go to an account, for how long, and what is in the way. */
export function armingTopic({ session }: SessionModel): TopicSource {
  const followed = new FollowedValue(session.armingView())
  let lookedAt = session.desk.now().monotonic
  return {
    snapshot: () => session.armingView(),
    changes: (occasion) => {
      const { monotonic } = session.desk.now()
      if (occasion === 'batch' && monotonic - lookedAt < LOOK_MS) return null
      lookedAt = monotonic
      const view = session.armingView()
      // A window counts down by itself: time alone is no news.
      return followed.change(sameItem(timeless(view), timeless(followed.state)) ? followed.state : view)
    },
  }
}

function timeless(view: ArmingView): ArmingView {
  const { armed, lockedOut } = view
  return {
    ...view,
    armed: armed === null ? null : { ...armed, left: 0 },
    lockedOut: lockedOut === null ? null : 0,
  }
}

/** What the broker's books and ours say of each account. */
export function reconciliationTopic({ session }: SessionModel): TopicSource {
  const followed = new FollowedValue(reconciliationView(session.desk))
  return {
    snapshot: () => followed.state,
    changes: () => followed.change(reconciliationView(session.desk)),
  }
}
