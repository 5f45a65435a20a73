/** The bounds of the command line. */

/** The longest settings file: every option there is takes a tenth of it. */
export const MAX_SETTINGS_BYTES = 16 * 1024;
