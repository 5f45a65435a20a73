/**
 * What a person did at the keyboard.
 *
 * @module
 */

/**
 * One key, or several that belong together: letters that arrive at once, a paste.
 *
 * A chord is named as Emacs does: modifiers `C-`, `M-`, `S-` in that order, then the key: `C-a`,
 * `M-Enter`, `C-Left`, `S-Tab`, `Escape`. Letters are small with `C-`, and as typed with `M-`.
 */
export type Key =
  /** Typed letters, without control characters. */
  | { readonly type: "text"; readonly text: string }
  /** A key that is no letter, or one with Ctrl or Alt. */
  | { readonly type: "chord"; readonly chord: string }
  /** Pasted text. Lines end in `\n`; of the control characters only tabs are kept. */
  | { readonly type: "paste"; readonly text: string }
  /** Letters, or a paste, that were not UTF-8. */
  | { readonly type: "garbled" }
  /** A paste that was too long to be kept, and how many bytes it had. */
  | { readonly type: "oversize"; readonly bytes: number };
