/** The bounds of the command line. */

/** The longest settings file. A file with all options is a tenth as long. */
export const MAX_SETTINGS_BYTES = 16 * 1024;
