/** An execution id taken apart: ids that differ only after their last dot are versions of one execution. */
export function versionOf(execId: string): { readonly base: string; readonly version: string } {
  const dot = execId.lastIndexOf('.')
  return dot < 0 ? { base: execId, version: '' } : { base: execId.slice(0, dot), version: execId.slice(dot + 1) }
}

const isNumber = (text: string): boolean => /^\d+$/.test(text)

/** Whether an execution takes the place of another of the same base. */
export function supersedes(execId: string, other: string): boolean {
  const [version, before] = [versionOf(execId).version, versionOf(other).version]
  if (isNumber(version) && isNumber(before)) return Number(version) > Number(before)
  return version > before
}
