import type { ReactNode } from 'react'

const stroke = (d: string, width: number): ReactNode => (
  <path fill="none" stroke="currentColor" strokeWidth={width} strokeLinejoin="round" d={d} />
)
const filled = (d: string): ReactNode => <path fill="currentColor" fillRule="evenodd" d={d} />

/** Every sign of the window, on a field of 12 × 12. Meaning is in the shape; the colour comes from around it. */
const GLYPHS = {
  long: filled('M6 2 10.6 9.6H1.4Z'),
  'strong-long': filled('M6 .4 10.2 5.6H1.8ZM6 6 10.2 11.2H1.8Z'),
  short: filled('M6 10 10.6 2.4H1.4Z'),
  'strong-short': filled('M6 6 10.2.8H1.8ZM6 11.6 10.2 6.4H1.8Z'),
  neutral: <circle fill="currentColor" cx="6" cy="6" r="1.5" />,
  abstain: <rect fill="currentColor" x="3" y="5.4" width="6" height="1.3" />,
  veto: filled('M3.5 0h5L12 3.5v5L8.5 12h-5L0 8.5v-5ZM2.5 5v2h7V5Z'),
  'veto-other': (
    <>
      <path fill="none" stroke="currentColor" d="M3.8.8h4.4l3 3v4.4l-3 3H3.8l-3-3V3.8Z" />
      <rect fill="currentColor" x="3" y="5.4" width="6" height="1.2" />
    </>
  ),
  check: stroke('M1.8 6.6 4.7 9.4 10.2 2.8', 1.7),
  cross: stroke('M2.5 2.5l7 7m0-7-7 7', 1.6),
  warn: (
    <>
      {stroke('M6 1.2 11.2 10.6H.8Z', 1.2)}
      {stroke('M6 4.4v3M6 8.4v1.2', 1.3)}
    </>
  ),
  ring: <circle fill="none" stroke="currentColor" strokeWidth="1.6" cx="6" cy="6" r="4.4" />,
  disc: <circle fill="currentColor" cx="6" cy="6" r="4.6" />,
  stop: <rect fill="currentColor" x="1" y="1" width="10" height="10" rx="1" />,
  clock: (
    <>
      <circle fill="none" stroke="currentColor" strokeWidth="1.2" cx="6" cy="6" r="4.9" />
      {stroke('M6 3.2V6l2 1.3', 1.2)}
    </>
  ),
  search: (
    <>
      <circle fill="none" stroke="currentColor" strokeWidth="1.3" cx="5" cy="5" r="3.6" />
      {stroke('M7.8 7.8 11 11', 1.4)}
    </>
  ),
  sort: filled('M6 9.5 9 5H3Z'),
  left: stroke('M7.5 2 3.5 6l4 4', 1.4),
  right: stroke('M4.5 2l4 4-4 4', 1.4),
  download: stroke('M6 1v7M3 5.2 6 8.2l3-3M1.5 10.8h9', 1.3),
  lock: (
    <>
      <rect fill="currentColor" x="2" y="5.2" width="8" height="5.8" rx="1" />
      {stroke('M3.8 5.5V3.7a2.2 2.2 0 0 1 4.4 0v1.8', 1.3)}
    </>
  ),
  chain: stroke('M5 7 7 5M4.6 4.2 3.2 5.6a2.1 2.1 0 0 0 3 3L7 7.8M7.4 7.8l1.4-1.4a2.1 2.1 0 0 0-3-3L5 4.2', 1.3),
  plug: stroke('M3 5h6v1.5a3 3 0 0 1-6 0ZM4.4 5V2M7.6 5V2M6 9.5V11.5', 1.3),
  eye: (
    <>
      {stroke('M.8 6S2.8 2.6 6 2.6 11.2 6 11.2 6 9.2 9.4 6 9.4.8 6 .8 6Z', 1.2)}
      <circle fill="currentColor" cx="6" cy="6" r="1.5" />
    </>
  ),
  pause: filled('M2.5 1.5h2.4v9H2.5ZM7.1 1.5h2.4v9H7.1Z'),
  play: filled('M3 1.2 10.4 6 3 10.8Z'),
  step: filled('M1.6 1.6 7.4 6 1.6 10.4ZM8.4 1.6h1.9v8.8H8.4Z'),
  restart: stroke('M2.2 2v3h3M2.4 4.9A4.2 4.2 0 1 1 2 7.4', 1.4),
  halt: filled('M2 2h3.2v8H2ZM6.8 2H10v8H6.8Z'),
  dots: filled(
    'M1.1 6a1.1 1.1 0 1 0 2.2 0 1.1 1.1 0 1 0-2.2 0M4.9 6a1.1 1.1 0 1 0 2.2 0 1.1 1.1 0 1 0-2.2 0M8.7 6a1.1 1.1 0 1 0 2.2 0 1.1 1.1 0 1 0-2.2 0',
  ),
} as const satisfies Record<string, ReactNode>

export type IconName = keyof typeof GLYPHS

/** A sign beside words; it is not read out. `size` in px. */
export function Icon({ name, size = 12, className }: { name: IconName; size?: number; className?: string }) {
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" className={className} aria-hidden="true">
      {GLYPHS[name]}
    </svg>
  )
}
