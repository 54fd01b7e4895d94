/** Switches that Electron and Chromium take for themselves: they stand among ours and are none of our business. */
const THEIRS =
  /^--(no-sandbox|inspect(-brk)?|remote-debugging-[a-z]+|user-data-dir|disable-gpu|use-gl|ozone-[a-z-]+|(enable|disable)-features|force-device-scale-factor|password-store|lang)(=|$)|^-psn_/

/**
 * The trader's own arguments.
 * @param argv of the process
 * @param unpackaged whether the app's folder or file stands before them
 */
export function ownArguments(argv: readonly string[], unpackaged: boolean): string[] {
  const given = argv.slice(1).filter((argument) => !THEIRS.test(argument))
  return unpackaged ? given.slice(1) : given
}
