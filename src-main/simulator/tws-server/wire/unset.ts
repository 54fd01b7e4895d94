/** How Java's Double.MAX_VALUE is written: a number that is not set. */
const UNSET_DOUBLE = '1.7976931348623157E308'
/** Java's Integer.MAX_VALUE: an integer that is not set. */
export const UNSET_INTEGER = 2_147_483_647

/** For fields that TWS marks as not set by the largest double rather than by leaving them empty. */
export const orUnset = (value: number | null | undefined): number | string => value ?? UNSET_DOUBLE
