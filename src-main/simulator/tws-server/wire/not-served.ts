/** A message that TWS knows and the gateway does not serve. */
interface NotServed {
  readonly name: string
  /** The field in which it carries its request id, counted behind the message number; null: none. */
  readonly idAt: 0 | 1 | null
}

/** Behind the version of the message. */
const old = (name: string): NotServed => ({ name, idAt: 1 })
const recent = (name: string): NotServed => ({ name, idAt: 0 })
const withoutId = (name: string): NotServed => ({ name, idAt: null })

/** Market depth, options, news, advisers, bonds, events: by message number. */
export const NOT_SERVED: ReadonlyMap<number, NotServed> = new Map([
  [10, old('market depth')],
  [11, old('cancel market depth')],
  [18, withoutId('adviser data')],
  [19, withoutId('replace adviser data')],
  [21, old('exercise options')],
  [52, old('fundamental data')],
  [53, old('cancel fundamental data')],
  [54, old('calculate implied volatility')],
  [55, old('calculate option price')],
  [56, old('cancel implied volatility')],
  [57, old('cancel option price')],
  [65, withoutId('verify request')],
  [66, withoutId('verify message')],
  [67, old('query display groups')],
  [68, old('subscribe to display group')],
  [69, old('update display group')],
  [70, old('unsubscribe from display group')],
  [72, withoutId('verify and authorise request')],
  [73, withoutId('verify and authorise message')],
  [78, recent('option parameters')],
  [79, recent('soft dollar tiers')],
  [80, withoutId('family codes')],
  [82, withoutId('market depth exchanges')],
  [83, recent('smart components')],
  [84, recent('news article')],
  [85, withoutId('news providers')],
  [86, recent('historical news')],
  [88, recent('histogram')],
  [89, recent('cancel histogram')],
  [96, recent('historical ticks')],
  [100, recent('event calendar')],
  [101, recent('cancel event calendar')],
  [102, recent('calendar events')],
  [103, recent('cancel calendar events')],
  [104, recent('user information')],
])
