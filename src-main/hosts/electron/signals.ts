/** What this program tells the one that started it, each as a line of its own on stdout. */
export const SIGNALS = {
  /** The window has loaded and its page has said hello. */
  ready: 'orchestrator: window ready',
  /** Another process has the window already and was asked to show it; this one ends well. */
  alreadyOpen: 'orchestrator: the window is open already',
} as const

export function signal(name: keyof typeof SIGNALS): void {
  process.stdout.write(`${SIGNALS[name]}\n`)
}
