/** How a test tells the fake what Electron would know by itself. */
export const VARIABLES = {
  /** The Chromium that stands in for Electron's own. */
  chromium: 'FAKE_ELECTRON_CHROMIUM',
  /** The folder of all programs' settings; the app's own is below it. */
  appData: 'FAKE_ELECTRON_APP_DATA',
  /** Set: the app believes that it is packaged. */
  packaged: 'FAKE_ELECTRON_PACKAGED',
} as const

/** The folder of Chromium's profile, below `appData`; the port for the test is in it. */
export const CHROMIUM_PROFILE = 'fake-electron-chromium'

export function variable(name: keyof typeof VARIABLES): string {
  const value = process.env[VARIABLES[name]]
  if (value === undefined) throw new Error(`the fake Electron needs the variable ${VARIABLES[name]}`)
  return value
}
