/** Names that one client leaves to the next: of people of whom the user sees nothing, of quiet rooms. Pure. */

/** How names are kept. */
export interface KeptNamesOptions {
  /** How many are kept; of more, those that were added first are forgotten. */
  readonly most: number;
  /** What is the same for all spellings of one name. */
  readonly key?: (name: string) => string;
}

/** The names, and what the user has changed about them. */
export class KeptNames {
  readonly #most: number;
  readonly #key: (name: string) => string;
  readonly #names = new Map<string, string>();
  /** By key, the name that the user has added; `undefined` where they have taken it out. */
  readonly #changes = new Map<string, string | undefined>();
  /** Is called whenever they have changed. */
  changed: () => void = () => {};

  constructor({ most, key = (name) => name }: KeptNamesOptions) {
    this.#most = most;
    this.#key = key;
  }

  /** Takes what an earlier client knew. */
  recall(names: readonly string[]): void {
    names.slice(-this.#most).forEach((name) => this.#names.set(this.#key(name), name));
  }

  /** How many there are. */
  get size(): number {
    return this.#names.size;
  }

  /** The names as they were given. */
  get names(): readonly string[] {
    return [...this.#names.values()];
  }

  /** What the user has changed: each name that was added, and the key of each that was taken out. */
  get changes(): readonly (readonly [key: string, name?: string])[] {
    return [...this.#changes].map(([key, name]) => name === undefined ? [key] : [key, name]);
  }

  /** Whether `name` is one of them. */
  has(name: string): boolean {
    return this.#names.size > 0 && this.#names.has(this.#key(name));
  }

  /** Adds a name, or takes it out; true if it was added. Of too many, the first is forgotten. */
  toggle(name: string): boolean {
    const key = this.#key(name);
    const isAdded = !this.#names.delete(key);
    if (isAdded) this.#names.set(key, name);
    this.#changes.delete(key);
    this.#changes.set(key, isAdded ? name : undefined);
    trim(this.#names, this.#most);
    // one that was taken out counts too: another client may have left it in the file
    trim(this.#changes, 2 * this.#most);
    this.changed();
    return isAdded;
  }

  /** `names`, which another client may have left meanwhile, with what was changed here. */
  mergedInto(names: readonly string[]): readonly string[] {
    const all = new Map(names.map((name) => [this.#key(name), name]));
    for (const [key, name] of this.#changes) {
      all.delete(key);
      if (name !== undefined) all.set(key, name);
    }
    trim(all, this.#most);
    return [...all.values()];
  }
}

function trim(names: Map<string, unknown>, most: number): void {
  for (const key of names.keys()) {
    if (names.size <= most) return;
    names.delete(key);
  }
}
