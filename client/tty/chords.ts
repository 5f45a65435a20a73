/**
 * The names of keys, from the bytes that terminals send for them (ECMA-48, xterm's ctlseqs, rxvt's
 * 7.1 reference, kitty's `CSI u`).
 *
 * @module
 */

const SHIFT = 1;
const ALT = 2;
const CTRL = 4;

/** Final letters of `CSI 1 ; modifiers X` and of `SS3 X`. */
const LETTERS: Readonly<Record<string, string>> = {
  A: "Up",
  B: "Down",
  C: "Right",
  D: "Left",
  F: "End",
  H: "Home",
};

/** Numbers of `CSI n ~`: those of the VT220, and of rxvt (7, 8). */
const NUMBERS: Readonly<Record<string, string>> = {
  "1": "Home",
  "2": "Insert",
  "3": "Delete",
  "4": "End",
  "5": "PageUp",
  "6": "PageDown",
  "7": "Home",
  "8": "End",
};

/** Control bytes that are keys of their own. Line feed is Enter, too: scripts write it. */
const CONTROLS: Readonly<Record<number, string>> = {
  0x08: "Backspace",
  0x09: "Tab",
  0x0a: "Enter",
  0x0d: "Enter",
  0x1b: "Escape",
  0x20: "Space",
  0x7f: "Backspace",
};

/** The chord of a control byte (0x00 to 0x1f, 0x7f); `alt` if ESC came before it. */
export function chordOfControl(byte: number, alt: boolean): string {
  const own = CONTROLS[byte];
  if (own !== undefined) return named(own, alt ? ALT : 0);
  const letter = byte === 0 ? "Space" : String.fromCharCode(byte + 0x40).toLowerCase();
  return named(letter, CTRL | (alt ? ALT : 0));
}

/** The chord of `CSI parameters final`; `undefined` for an unknown key. */
export function chordOfCsi(parameters: string, final: string, alt: boolean): string | undefined {
  if (/^[<=>?]/.test(parameters)) return undefined; // an answer, not a key
  const [first = "", second = "", third = ""] = parameters.split(";");
  let modifiers = (alt ? ALT : 0) | modifierBits(second);
  if (final === "Z") return named("Tab", modifiers | SHIFT);
  if (final === "u") return ofCodePoint(first, modifiers);
  if (final === "~" && first === "27") return ofCodePoint(third, modifiers);
  if (final === "^" || final === "@") modifiers |= CTRL; // rxvt
  if (final === "~" || final === "^" || final === "@") {
    const key = NUMBERS[first];
    return key === undefined ? undefined : named(key, modifiers);
  }
  return letterChord(final, modifiers, parameters === "" ? SHIFT : 0);
}

/** The chord of `SS3 parameters final`; `undefined` for an unknown key. */
export function chordOfSs3(parameters: string, final: string, alt: boolean): string | undefined {
  const modifiers = (alt ? ALT : 0) | modifierBits(parameters);
  if (final === "M") return named("Enter", modifiers); // of the keypad
  return letterChord(final, modifiers, parameters === "" ? CTRL : 0);
}

/** rxvt sends a small letter for an arrow with Shift or Ctrl; `small` is which of them, 0 for none. */
function letterChord(final: string, modifiers: number, small: number): string | undefined {
  const key = LETTERS[final];
  if (key !== undefined) return named(key, modifiers);
  const arrow = small !== 0 && "abcd".includes(final) ? LETTERS[final.toUpperCase()] : undefined;
  return arrow === undefined ? undefined : named(arrow, modifiers | small);
}

/** The modifiers of a parameter. Terminals count them from 1. Meta (8) counts as Alt. */
function modifierBits(parameter: string): number {
  const [number = ""] = parameter.split(":");
  const bits = Math.max(Number.parseInt(number, 10) - 1, 0) || 0;
  return (bits & 7) | (bits & 8 ? ALT : 0);
}

function ofCodePoint(parameter: string, modifiers: number): string | undefined {
  const code = Number.parseInt(parameter, 10);
  const own = CONTROLS[code];
  if (own !== undefined) return named(own, modifiers);
  if (!(code > 0x20 && code < 0xd800)) return undefined;
  const letter = String.fromCodePoint(code);
  return named(modifiers & CTRL ? letter.toLowerCase() : letter, modifiers & ~SHIFT);
}

function named(key: string, modifiers: number): string {
  const ctrl = modifiers & CTRL ? "C-" : "";
  const alt = modifiers & ALT ? "M-" : "";
  const shift = modifiers & SHIFT ? "S-" : "";
  return ctrl + alt + shift + key;
}
