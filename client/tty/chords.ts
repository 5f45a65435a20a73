/**
 * The names of keys, from the bytes that terminals send for them (ECMA-48, xterm's ctlseqs, rxvt's
 * 7.1 reference, kitty's `CSI u`).
 *
 * @module
 */

import type { Key } from "./key.ts";

const SHIFT = 1;
const ALT = 2;
const CTRL = 4;
const OTHERS = 8 | 16 | 32;
const CAPS_LOCK = 64;

/** The type of an event that is no press of a key, nor its repetition. */
const RELEASE = "3";

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

/** Keys of the keypad, from kitty's table of code points. */
const KEYPAD: ReadonlyMap<number, string> = new Map([
  [57414, "Enter"],
  [57417, "Left"],
  [57418, "Right"],
  [57419, "Up"],
  [57420, "Down"],
  [57421, "PageUp"],
  [57422, "PageDown"],
  [57423, "Home"],
  [57424, "End"],
  [57425, "Insert"],
  [57426, "Delete"],
]);

/** Letters of the keypad, from the first of their code points in kitty's table. */
const KEYPAD_LETTERS = { from: 57399, letters: "0123456789./*-+" };

/** The chord of a control byte (0x00 to 0x1f, 0x7f); `alt` if ESC came before it. */
export function chordOfControl(byte: number, alt: boolean): string {
  const own = CONTROLS[byte];
  if (own !== undefined) return named(own, alt ? ALT : 0);
  const letter = byte === 0 ? "Space" : String.fromCharCode(byte + 0x40).toLowerCase();
  return named(letter, CTRL | (alt ? ALT : 0));
}

/** The key of `CSI parameters final`; `undefined` for an unknown key, and for one that is released. */
export function keyOfCsi(parameters: string, final: string, alt: boolean): Key | undefined {
  if (/^[<=>?]/.test(parameters)) return undefined; // an answer, not a key
  const [first = "", second = "", third = ""] = parameters.split(";");
  const modifiers = (alt ? ALT : 0) | modifierBits(second);
  if (second.split(":")[1] === RELEASE) return undefined;
  if (final === "u") return keyOfCode({ codes: first, text: third }, modifiers);
  if (final === "~" && first === "27") return keyOfCode({ codes: third, text: "" }, modifiers);
  return chordKey(chordOfCsi(first, final, modifiers, parameters === "" ? SHIFT : 0));
}

function chordOfCsi(
  first: string,
  final: string,
  modifiers: number,
  small: number,
): string | undefined {
  if (final === "Z") return named("Tab", modifiers | SHIFT);
  // what a terminal reports where it was asked to (xterm: FocusIn and FocusOut)
  if (final === "I" && first === "") return "FocusIn";
  if (final === "O" && first === "") return "FocusOut";
  // its answer to the question for its status: ready, or a malfunction
  if (final === "n" && (first === "0" || first === "3")) return "DeviceStatus";
  if (final === "~" || final === "^" || final === "@") {
    const key = NUMBERS[first];
    const more = final === "~" ? 0 : CTRL; // rxvt
    return key === undefined ? undefined : named(key, modifiers | more);
  }
  return letterChord(final, modifiers, small);
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

/**
 * The modifiers of a parameter. Terminals count them from 1. What is held besides Shift, Alt, Ctrl and
 * CapsLock (Meta, Super, Hyper) counts as Alt, NumLock as nothing.
 */
function modifierBits(parameter: string): number {
  const [number = ""] = parameter.split(":");
  const bits = Math.max(Number.parseInt(number, 10) - 1, 0) || 0;
  return (bits & (SHIFT | ALT | CTRL | CAPS_LOCK)) | (bits & OTHERS ? ALT : 0);
}

/** A key told by its code point: `code:shifted:base`, and the text that it gives where that is told. */
function keyOfCode(
  { codes, text }: { readonly codes: string; readonly text: string },
  modifiers: number,
): Key | undefined {
  const [code, shifted, base] = codes.split(":").map((each) => Number.parseInt(each, 10));
  const own = CONTROLS[code ?? 0] ?? KEYPAD.get(code ?? 0);
  const isChord = (modifiers & (CTRL | ALT)) !== 0;
  if (own !== undefined && (isChord || own !== "Space")) return chordKey(named(own, modifiers));
  const letter = letterOf(code) ?? "";
  if (isChord) {
    // a shortcut is where it is on an English keyboard, whatever the keyboard's letters are
    const wanted = letter > "~" ? letterOf(base) ?? letter : letter;
    if (wanted === "") return undefined;
    return chordKey(named(modifiers & CTRL ? wanted.toLowerCase() : wanted, modifiers & ~SHIFT));
  }
  const told = text.split(":").map((each) => letterOf(Number.parseInt(each, 10)) ?? "").join("");
  const typed = told || cased(letter, letterOf(shifted), modifiers);
  return typed === "" ? undefined : { type: "text", text: typed };
}

/** A letter as Shift and CapsLock make it: together they take each other back. */
function cased(letter: string, shifted: string | undefined, modifiers: number): string {
  const shift = (modifiers & SHIFT) !== 0;
  const capital = shifted ?? capitalOf(letter);
  const capsLock = (modifiers & CAPS_LOCK) !== 0 && capitalOf(letter) !== letter;
  return shift !== capsLock ? capital : letter;
}

function capitalOf(letter: string): string {
  const capital = letter.toUpperCase();
  return [...capital].length === 1 ? capital : letter; // not the SS of ß
}

/** The letter of a code point; `undefined` where it is a control character, or a key without a letter. */
function letterOf(code: number | undefined): string | undefined {
  const ofKeypad = KEYPAD_LETTERS.letters[(code ?? 0) - KEYPAD_LETTERS.from];
  if (ofKeypad !== undefined) return ofKeypad;
  if (code === undefined || !(code >= 0x20 && code <= 0x10ffff)) return undefined;
  const letter = String.fromCodePoint(code);
  // keys without a letter are told by code points for private use
  return /[\p{Cc}\p{Cs}\p{Co}]/u.test(letter) ? undefined : letter;
}

function chordKey(chord: string | undefined): Key | undefined {
  return chord === undefined ? undefined : { type: "chord", chord };
}

function named(key: string, modifiers: number): string {
  const ctrl = modifiers & CTRL ? "C-" : "";
  const alt = modifiers & ALT ? "M-" : "";
  const shift = modifiers & SHIFT ? "S-" : "";
  return ctrl + alt + shift + key;
}
