/** Exit codes of all commands; the README lists them. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  cannotListen: 3,
  cannotStore: 4,
  cannotUseDatabase: 5,
  interrupted: 130,
} as const;
