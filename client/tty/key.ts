/**
 * What a person did at the keyboard.
 *
 * @module
 */

/**
 * One key, or what belongs together: a burst of letters, a paste.
 *
 * A chord is named as Emacs does: modifiers `C-`, `M-`, `S-` in that order, then the key: `C-a`,
 * `M-Enter`, `C-Left`, `S-Tab`, `Escape`. Letters are small with `C-`, and as typed with `M-`.
 */
export type Key =
  /** Letters typed; no control characters. */
  | { readonly type: "text"; readonly text: string }
  /** A key that is no letter, or one with Ctrl or Alt. */
  | { readonly type: "chord"; readonly chord: string }
  /** Text pasted as one: lines end in `\n`, tabs are kept, there are no other control characters. */
  | { readonly type: "paste"; readonly text: string }
  /** A paste too long to be kept: how many bytes it had. */
  | { readonly type: "oversize"; readonly bytes: number };
