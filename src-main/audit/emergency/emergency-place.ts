import { closeSync, fdatasyncSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs'
import { syncFolderOf } from '../create.ts'

/** Nobody else may read what stands there, or put something there: it is imported as our own. */
const MODE = 0o600

/**
 * One file, written from its beginning: text over room that was kept for it, so that a disk that is full by then takes
 * it all the same (where the file system overwrites in place).
 */
export class EmergencyPlace {
  readonly path: string
  private fd: number | null = null
  /** Bytes of text. */
  private used = 0

  constructor(path: string) {
    this.path = path
  }

  /**
   * Makes the file with room of `bytes`.
   * @throws the system's error; then there is none
   */
  keepRoom(bytes: number): void {
    this.open()
    try {
      this.writeAt(Buffer.alloc(bytes), 0)
      this.sync()
      syncFolderOf(this.path)
    } catch (thrown) {
      this.remove()
      throw thrown
    }
  }

  /**
   * Writes and syncs.
   * @throws the system's error; of the text nothing can be read then
   */
  append(text: string): void {
    const isNew = this.fd === null
    this.open()
    const bytes = Buffer.from(text, 'utf8')
    try {
      this.writeAt(bytes, this.used)
      this.sync()
    } catch (thrown) {
      this.cutOff()
      throw thrown
    }
    if (isNew) syncFolderOf(this.path)
    this.used += bytes.length
  }

  get isEmpty(): boolean {
    return this.used === 0
  }

  /** Takes the file away, if there is one of ours. @throws the system's error */
  remove(): void {
    if (this.fd === null) return
    this.close()
    rmSync(this.path, { force: true })
    this.used = 0
  }

  /** Leaves the file as it is. */
  close(): void {
    if (this.fd !== null) closeSync(this.fd)
    this.fd = null
  }

  private open(): void {
    // Exclusively: whatever stands there already, a link too, is not ours.
    this.fd ??= openSync(this.path, 'wx', MODE)
  }

  private writeAt(bytes: Buffer, at: number): void {
    if (this.fd === null) throw new Error('it is not open')
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(this.fd, bytes, written, bytes.length - written, at + written)
    }
  }

  private sync(): void {
    if (this.fd !== null) fdatasyncSync(this.fd)
  }

  /** Takes back what was written of a text in part, and gives the room up. */
  private cutOff(): void {
    try {
      if (this.fd !== null) ftruncateSync(this.fd, this.used)
    } catch {
      // What stands there then is a torn line, which is found when it is read.
    }
  }
}
