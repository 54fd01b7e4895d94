/** An execution id taken apart: ids that differ only after their last dot are versions of one execution. */
export interface ExecutionId {
  readonly base: string
  readonly version: string
}

/** An id without a dot is an execution of its own. */
export function executionId(id: string): ExecutionId {
  const dot = id.lastIndexOf('.')
  return dot < 0 ? { base: id, version: '' } : { base: id.slice(0, dot), version: id.slice(dot + 1) }
}

const isNumber = (text: string): boolean => /^\d+$/.test(text)

/** Whether a version comes after another: by number where both are numbers, however they are padded. */
export function supersedes(version: string, other: string): boolean {
  if (isNumber(version) && isNumber(other)) return Number(version) > Number(other)
  return version > other
}
