/** The word in place of a file for a client that is to keep no cache. */
export const NO_CACHE = "none";
