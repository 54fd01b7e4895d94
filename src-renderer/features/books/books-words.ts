/** Kinds of differences in a few words. */
export const DIFFERENCE_WORDS: Readonly<Record<string, string>> = {
  net: 'shares differ',
  'unknown-order': 'an order that our books do not know',
  'unknown-fill': 'a trade that our books do not know',
  'foreign-fill': 'a trade of somebody else',
  liquidation: 'closed by the broker',
  absent: 'an order that never arrived',
  contradiction: 'the broker contradicts itself',
  'late-correction': 'a trade of an earlier day was corrected',
}
