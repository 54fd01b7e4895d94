import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import type { Bar } from '../../../../src-shared/domain/bar.ts'
import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import type { BarSize } from '../../../market/live-market.ts'
import { CommandFailure, EXIT } from '../exit-codes.ts'
import { EXPORT_HEADER, exportRow } from './export-row.ts'
import type { ExportSurvey } from './export-survey.ts'

/** A file that exported bars are appended to; after every call it holds whole, valid lines. */
export class ExportFile {
  private readonly file: string
  private readonly descriptor: number
  private size: number

  /**
   * Opens a file, new or surveyed; a torn last line is cut off.
   * @param survey null: the file is new and must not exist yet
   * @throws CommandFailure when it cannot be written.
   */
  constructor(file: string, survey: ExportSurvey | null) {
    this.file = file
    this.descriptor = openForWriting(file, survey === null ? 'wx' : 'r+')
    this.size = survey?.wholeBytes ?? 0
    try {
      if (survey !== null && survey.tornBytes > 0) ftruncateSync(this.descriptor, this.size)
      if (this.size === 0) this.write(`${EXPORT_HEADER}\n`)
    } catch (error) {
      closeSync(this.descriptor)
      throw error
    }
  }

  /** @throws CommandFailure when it cannot be written, or somebody else writes to it. */
  append(symbol: Ticker, barSize: BarSize, bars: readonly Bar[]): void {
    if (bars.length > 0) this.write(`${bars.map((bar) => exportRow(symbol, barSize, bar)).join('\n')}\n`)
  }

  close(): void {
    closeSync(this.descriptor)
  }

  private write(text: string): void {
    if (fstatSync(this.descriptor).size !== this.size) {
      throw new CommandFailure(`${this.file} is written by another program: the export stopped.`, EXIT.failed)
    }
    const bytes = Buffer.from(text)
    try {
      let done = 0
      while (done < bytes.length) done += writeSync(this.descriptor, bytes, done, bytes.length - done, this.size + done)
      fdatasyncSync(this.descriptor)
    } catch (error) {
      ftruncateSync(this.descriptor, this.size)
      throw new CommandFailure(`${this.file} cannot be written: ${(error as Error).message}`, EXIT.failed)
    }
    this.size += bytes.length
  }
}

function openForWriting(file: string, flags: 'wx' | 'r+'): number {
  try {
    return openSync(file, flags)
  } catch (error) {
    throw new CommandFailure(`--out: ${file} cannot be written: ${(error as Error).message}`)
  }
}
