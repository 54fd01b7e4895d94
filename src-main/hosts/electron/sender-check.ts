import type { IpcMainEvent, WebContents } from 'electron'
import { isOwnAddress } from './own-address.ts'

/**
 * Who sent a message that is not for us to read; null when it is the top frame of one of our windows, showing our page.
 * @param own whether it is the contents of a window of ours
 */
export function foreignSender(
  { sender, senderFrame }: Pick<IpcMainEvent, 'sender' | 'senderFrame'>,
  own: (contents: WebContents) => boolean,
): string | null {
  // A frame that has gone or navigated since it sent is null: what it was cannot be known.
  if (senderFrame === null) return 'a frame that is gone'
  if (!own(sender)) return 'contents of no window of ours'
  if (senderFrame.parent !== null) return 'a frame within the page'
  if (!isOwnAddress(senderFrame.url)) return 'a page of another address'
  return null
}
