import { clsx } from 'clsx'
import { gainClass, money } from './format.ts'

/** A number in the face of numbers. */
export function Num({ children, className }: { children: string | number; className?: string }) {
  return <span className={clsx('n', className)}>{children}</span>
}

/** Dollars with their sign, coloured as gain or loss. */
export function Gain({ value, decimals = 2, className }: { value: number; decimals?: number; className?: string }) {
  return <span className={clsx('n', gainClass(value), className)}>{money(value, { sign: true, decimals })}</span>
}
