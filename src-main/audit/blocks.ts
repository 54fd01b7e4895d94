/** Rows of one block of `blocks` and `block_marks`. */
export const BLOCK_ROWS = 500

export const blockOf = (seq: number): number => Math.floor((seq - 1) / BLOCK_ROWS)
export const firstOfBlock = (block: number): number => block * BLOCK_ROWS + 1

/** What can be looked for in a block, as `block_marks` writes it. */
export const typeMark = (type: string): string => `type ${type}`
export const symbolMark = (symbol: string): string => `symbol ${symbol}`
export const sessionMark = (session: string): string => `session ${session}`
