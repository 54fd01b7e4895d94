/** The channels between the main process and the window's preload script. */

/** A page begins: what its predecessor had under way is over. Said once, before anything else of the page. */
export const BEGIN = 'cockpit:begin'

/** Messages of the contract as JSON text, from the window and to it. */
export const TO_MAIN = 'cockpit:to-main'
export const TO_WINDOW = 'cockpit:to-window'

/** How many characters of text the window has taken since it last said so: what it does not take waits in memory. */
export const TAKEN = 'cockpit:taken'
export const SAY_TAKEN_AFTER = 64 * 1024
