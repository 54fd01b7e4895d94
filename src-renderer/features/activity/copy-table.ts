import { notify } from '../../stores/notices.ts'

/** Cells keep to their place: what would break a row or a column becomes a space. */
export const tabbed = (rows: readonly (readonly string[])[]): string =>
  rows.map((cells) => cells.map((cell) => cell.replace(/[\t\r\n]+/g, ' ')).join('\t')).join('\n')

/** Copies by a selection, where the window may not write to the clipboard directly. */
function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea')
  field.value = text
  field.style.position = 'fixed'
  field.style.opacity = '0'
  document.body.append(field)
  field.select()
  const copied = document.execCommand('copy')
  field.remove()
  return copied
}

/** Puts rows on the clipboard as text with tabs, and says so. @param what is copied, for the notice. */
export async function copyTable(rows: readonly (readonly string[])[], what: string): Promise<void> {
  const text = tabbed(rows)
  const before = document.activeElement
  const copied = await navigator.clipboard
    .writeText(text)
    .then(() => true)
    .catch(() => copyBySelection(text))
  if (before instanceof HTMLElement) before.focus({ preventScroll: true })
  if (copied) notify({ mark: 'good', title: `${what} copied`, text: `${rows.length - 1} rows as text with tabs.` })
  else notify({ mark: 'warning', title: 'Not copied', text: 'The system did not let the window use the clipboard.' })
}
