/** Why something failed: what comes after the colon. */

export const reasons = {
  /** By the code of the error: the system's (POSIX), or ours for files; or by its name if it has no code. */
  codes: {
    EACCES: "permission denied",
    EADDRINUSE: "the port is in use by another program",
    EADDRNOTAVAIL: "this machine has no such address",
    EAFNOSUPPORT: "this machine has no addresses of that kind",
    ECONNABORTED: "the other side ended the connection",
    ECONNRESET: "the other side ended the connection",
    EDQUOT: "your share of the disk is full",
    EEXIST: "something else has that name",
    EFBIG: "the file would be too large",
    EHOSTUNREACH: "no route to that machine",
    EIO: "the disk reports an error",
    EISDIR: "it is a folder",
    ELOOP: "its symbolic links lead back to themselves",
    EMFILE: "too many files are open",
    ENAMETOOLONG: "the name is too long",
    ENETUNREACH: "no route to that network",
    ENFILE: "too many files are open",
    ENOENT: "there is no such file",
    ENOSPC: "the disk is full",
    ENOTDIR: "a part of the path is not a folder",
    EPERM: "permission denied",
    EPIPE: "the other side ended the connection",
    EROFS: "the file system is read-only",
    ETIMEDOUT: "no answer in time",
    name_unknown: "no address for that name",
    missing: "there is no such file",
    not_a_file: "it is not a file",
    not_ours: "this program has not written it, and leaves it as it is",
    deleted:
      "the file was deleted, and has only a descriptor: hand over a pipe, such as <(cat <&3)",
    busy: "another program uses it",
    not_text: "it is not UTF-8 text",
    NotCapable: "this program may not use it",
  },
  tooLong: (bytes: number) => `it is longer than ${bytes} bytes`,
  notJson: (detail: string) => `it is not JSON: ${detail}`,
};

/** These reasons in one language. */
export type ReasonPhrases = typeof reasons;
