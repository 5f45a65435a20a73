import { assertEquals } from "@std/assert";
import { type FieldState, type KeyAction, keyAction } from "../../../client/web/input_keys.ts";

const KEY = {
  ...{ keyCode: 13, isComposing: false, shiftKey: false },
  ...{ altKey: false, ctrlKey: false, metaKey: false },
};
const FIELD: FieldState = { text: "ab", cursor: 2, isCoarse: false };

Deno.test("Enter sends; with Shift, and where fingers are used, it makes a line", () => {
  const enter = { ...KEY, key: "Enter" };
  assertEquals(keyAction(enter, FIELD), "send");
  assertEquals(keyAction({ ...enter, shiftKey: true }, FIELD), undefined);
  assertEquals(keyAction(enter, { ...FIELD, isCoarse: true }), undefined);
});

Deno.test("A key of an input method is never the page's", () => {
  for (const key of ["Enter", "Process", "ArrowUp", "Tab"]) {
    assertEquals(keyAction({ ...KEY, key, isComposing: true }, { ...FIELD, text: "" }), undefined);
    // Safari ends the composition before it reports the key
    assertEquals(keyAction({ ...KEY, key, keyCode: 229 }, { ...FIELD, text: "" }), undefined);
  }
});

Deno.test("Other keys act where they have nothing to do in the text, and only there", () => {
  const cases: [key: string, more: object, text: string, action: KeyAction | undefined][] = [
    ["ArrowUp", {}, "", "recall"],
    ["ArrowUp", {}, "ab", undefined],
    ["ArrowUp", { altKey: true }, "ab", "previous_room"],
    ["ArrowDown", { altKey: true }, "", "next_room"],
    ["Tab", {}, "ab", "complete"],
    ["Tab", {}, "", undefined],
    ["Tab", {}, "ab ", undefined],
    ["Tab", { shiftKey: true }, "ab", undefined],
    ["PageUp", {}, "ab", "page_up"],
    ["PageDown", {}, "", "page_down"],
    ["End", {}, "", "end"],
    ["End", {}, "ab", undefined],
    ["f", { ctrlKey: true }, "", undefined],
    ["Enter", { metaKey: true }, "ab", undefined],
    ["a", {}, "", undefined],
  ];
  for (const [key, more, text, action] of cases) {
    const field = { text, cursor: text.length, isCoarse: false };
    assertEquals(
      keyAction({ ...KEY, keyCode: 0, key, ...more }, field),
      action,
      `${key} in "${text}"`,
    );
  }
});
