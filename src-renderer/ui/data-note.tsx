import { clsx } from 'clsx'
import type { SymbolData } from '../../src-shared/contract/views/symbol-data.ts'
import { Icon, type IconName } from './icon.tsx'
import './data-note.css'

/** The shape that stands before each label's words. */
const SHAPES: Readonly<Record<SymbolData['label'], IconName>> = {
  live: 'warn',
  delayed: 'clock',
  frozen: 'pause',
  stale: 'warn',
  halted: 'halt',
  partial: 'warn',
  blocked: 'veto-other',
  none: 'cross',
}

/** Whether the last price may be one of before. */
export const isOld = ({ label }: SymbolData): boolean => label !== 'live' && label !== 'partial'

interface DataNoteProps {
  readonly data: SymbolData
  /** There is only room for the shape: the words are heard, and seen on hover. */
  readonly short?: boolean
  readonly className?: string
}

/** What a symbol's prices are worth, where they are not simply live: shape, words, and the sentence on hover. */
export function DataNote({ data: { label, words, says }, short = false, className }: DataNoteProps) {
  if (words === '') return null
  return (
    <span className={clsx('data-note', label === 'none' ? 'i3' : 'amber', className)} data-tip={`${words}\n${says}`}>
      <Icon name={SHAPES[label]} size={10} />
      <span className={short ? 'vh' : 'ell'}>{words}</span>
    </span>
  )
}
