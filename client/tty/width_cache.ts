/** How wide graphemes are that were measured before. Pure. */

/** Keeps widths, of graphemes with so many UTF-16 units in all: one letter may have thousands of marks on it. */
export class WidthCache {
  readonly #mostUnits: number;
  readonly #widths = new Map<string, number>();
  #units = 0;

  constructor(mostUnits: number) {
    this.#mostUnits = mostUnits;
  }

  /** UTF-16 units of the graphemes that are kept. */
  get units(): number {
    return this.#units;
  }

  /** The columns of a grapheme, if they are known. */
  get(grapheme: string): number | undefined {
    return this.#widths.get(grapheme);
  }

  /** Keeps the columns of a grapheme. Where there is no more room for it, all others are forgotten. */
  add(grapheme: string, columns: number): void {
    if (this.#units + grapheme.length > this.#mostUnits) {
      this.#widths.clear();
      this.#units = 0;
    }
    // one that has no room even alone is measured each time
    if (grapheme.length > this.#mostUnits) return;
    this.#widths.set(grapheme, columns);
    this.#units += grapheme.length;
  }
}
