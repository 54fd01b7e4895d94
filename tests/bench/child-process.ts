import { fork } from 'node:child_process'
import { resolve } from 'node:path'

/** A program of the bench in a process of its own, which takes one task at a time and answers each. */
export interface BenchChild<Task, Report> {
  run(task: Task): Promise<Report>
  close(): Promise<void>
}

/** @param file in this folder */
export function startChild<Task extends object, Report>(file: string): BenchChild<Task, Report> {
  const child = fork(resolve(import.meta.dirname, file), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const gone = new Promise<void>((done) => child.once('exit', () => done()))
  return {
    run: (task) =>
      new Promise((done, fail) => {
        const ended = (): void => fail(new Error(`${file} ended`))
        child.once('exit', ended)
        child.once('message', (report) => {
          child.off('exit', ended)
          done(report as Report)
        })
        child.send(task)
      }),
    async close() {
      child.disconnect()
      await gone
    },
  }
}
