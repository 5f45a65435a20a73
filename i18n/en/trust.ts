/** What the client says about trust and passwords. */

export const trust = {
  disconnectReasons: {
    tls_changed:
      "DANGER: THIS IS NOT THE SERVER IT WAS. Its certificate has changed: either it was " +
      "renewed, or someone on the way pretends to be the server. Nothing was sent. If you know " +
      "that it was renewed, delete its line in the file of known servers. Before and now",
    tls_other:
      "DANGER: THIS IS NOT THE SERVER YOU WANT. Its certificate is not the one of --pin. " +
      "Nothing was sent. Wanted and seen",
    tls_unpinned: "--pin asks for TLS, and this server has none. Nothing was sent. Wanted",
    tls_missing: "DANGER: THIS SERVER DOES NOT ENCRYPT ANY MORE. It was joined with TLS, and now " +
      "answers without: someone on the way may read along. Nothing was sent. If you know that it " +
      "is run without TLS now, delete its line in the file of known servers. Before",
    tls_unproven:
      "The server cannot prove that its certificate is its own, or it is not valid. Nothing was sent",
    known_unreadable: "Cannot tell whether this is the right server",
    password_exposed:
      "The server asks for a password, and everyone on the way could read it: it was not sent",
  },
  newServer: (fingerprint: string) =>
    `Encrypted. A server not seen before, known by this fingerprint from now on: ${fingerprint}`,
  knownServer: "Encrypted; the server is the same as before",
  pinnedServer: "Encrypted; the server matches --pin",
  unsaved: (why: string) => `The fingerprint could not be saved: ${why}`,
  badPasswordFile: (path: string, why: string) => `Cannot read the password in ${path}: ${why}`,
  emptyPassword: "its first line is empty",
  passwordPrompt: "Password: ",
  passwordNeeded: "the server wants a password: set CHAT_PASSWORD, or name a --password-file",
};

/** These sentences in one language. */
export type TrustPhrases = typeof trust;
