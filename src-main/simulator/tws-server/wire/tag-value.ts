/** A tag with its value, as options, filters and algorithm parameters are sent. */
export interface TagValue {
  readonly tag: string
  readonly value: string
}
