/** What the browser keeps for the page. A browser may refuse: then the page goes on without. */

/** A storage that never throws. */
export interface PageStorage {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(): string[];
}

/** Before each name: other pages of the same address may keep something too. */
const PREFIX = "chat.";

/** @param open Gives the browser's storage, or throws where it is switched off. */
export function pageStorage(open: () => Storage): PageStorage {
  const attempt = <T>(run: (storage: Storage) => T, otherwise: T): T => {
    try {
      return run(open());
    } catch {
      return otherwise; // switched off, or full: nothing is kept
    }
  };
  return {
    get: (key) => attempt((storage) => storage.getItem(PREFIX + key) ?? undefined, undefined),
    set: (key, value) => attempt((storage) => storage.setItem(PREFIX + key, value), undefined),
    remove: (key) => attempt((storage) => storage.removeItem(PREFIX + key), undefined),
    keys: () =>
      attempt((storage) =>
        Object.keys(storage).filter((key) => key.startsWith(PREFIX))
          .map((key) => key.slice(PREFIX.length)), []),
  };
}

/** The name of a value of this page that another tab has changed. */
export function changedKey({ key }: { readonly key: string | null }): string | undefined {
  return key?.startsWith(PREFIX) ? key.slice(PREFIX.length) : undefined;
}
