/** What a key does in the field. Pure. */

/** What there is to know of a key that was pressed. */
export interface PressedKey {
  readonly key: string;
  readonly keyCode: number;
  readonly isComposing: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/** The field when the key was pressed. */
export interface FieldState {
  readonly text: string;
  /** Where the cursor is. */
  readonly cursor: number;
  /** Whether fingers are used: then Enter makes a line, and a button sends. */
  readonly isCoarse: boolean;
}

/** What a key does; `undefined` leaves it to the browser. */
export type KeyAction =
  | "send"
  | "recall"
  | "complete"
  | "page_up"
  | "page_down"
  | "end"
  | "previous_room"
  | "next_room";

/** What this key does. */
export function keyAction(pressed: PressedKey, field: FieldState): KeyAction | undefined {
  // The key belongs to an input method. Safari ends the composition before it reports its Enter, and
  // shows 229 then (https://www.w3.org/TR/uievents/#determine-keydown-keyup-keyCode).
  if (pressed.isComposing || pressed.keyCode === 229) return undefined;
  const { key, shiftKey, altKey } = pressed;
  if (pressed.ctrlKey || pressed.metaKey) return undefined;
  if (altKey) {
    return key === "ArrowUp" ? "previous_room" : key === "ArrowDown" ? "next_room" : undefined;
  }
  if (shiftKey) return undefined;
  switch (key) {
    case "Enter":
      return field.isCoarse ? undefined : "send";
    case "ArrowUp":
      return field.text === "" ? "recall" : undefined;
    case "Tab":
      return /[\p{L}\p{M}\p{N}_]$/u.test(field.text.slice(0, field.cursor))
        ? "complete"
        : undefined;
    case "PageUp":
      return "page_up";
    case "PageDown":
      return "page_down";
    case "End":
      return field.text === "" ? "end" : undefined;
    default:
      return undefined;
  }
}
