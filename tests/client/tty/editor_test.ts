import { assert, assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { MAX_BUFFER_UNITS, MAX_UNDO_STEPS } from "../../../client/limits.ts";
import { draftOf, onKey, submitted } from "../../../client/tty/editor.ts";
import { newEditor, withText } from "../../../client/tty/editor_state.ts";
import { KEYMAP } from "../../../client/tty/keymap.ts";
import { graphemes } from "../../../client/tty/graphemes.ts";
import { after, editing, keyOf, press, shown } from "./press.ts";

Deno.test("onKey: letters go in at the cursor", () => {
  assertEquals(after("|", "text:hello"), "hello|");
  assertEquals(after("he|o", "text:ll"), "hell|o");
});

Deno.test("onKey: letters that join with those after them leave the cursor between two", () => {
  assertEquals(after("|\u0301x", "text:e"), "e\u0301|x");
  assertEquals(after("👨|👩", "text:\u200d"), "👨\u200d👩|");
});

Deno.test("onKey: a paste goes in as one, with its lines and tabs", () => {
  assertEquals(after("a|z", "paste:1\n\t2\n"), "a1\n\t2\n|z");
});

Deno.test("onKey: line breaks at the end of a paste at the end of the text are left out", () => {
  assertEquals(after("a|", "paste:1\n2\n\n"), "a1\n2|");
  assertEquals(after("|", "paste:\n"), "|");
});

Deno.test("onKey: Enter asks to submit the whole text, lines and all, and keeps it", () => {
  const { state, action } = onKey(editing("one\ntw|o"), keyOf("Enter"));
  assertEquals(action, { type: "submit", text: "one\ntwo" });
  assertEquals([shown(state), state.history], ["one\ntw|o", []]);
});

Deno.test("submitted: the editor is empty, and the text can be called back", () => {
  const state = submitted(editing("one\ntw|o", ["before"]));
  assertEquals([shown(state), state.history], ["|", ["before", "one\ntwo"]]);
  assertEquals(shown(press(state, ["Up"]).state), "one\ntwo|");
});

Deno.test("onKey: an empty text is submitted too, but not remembered", () => {
  const { state, actions } = press(editing("|"), ["Enter"]);
  assertEquals(actions, [{ type: "submit", text: "" }]);
  assertEquals(state.history, []);
});

Deno.test("onKey: C-c clears what is typed or under way, and is an interrupt where nothing is", () => {
  const history = ["before"];
  for (
    const keys of [["C-r", "text:bef"], ["C-r"], ["paste:a\nb"], ["text:a"], ["Up"], ["text: "]]
  ) {
    const { state, actions } = press(newEditor(history), [...keys, "C-c", "C-c"]);
    assertEquals(actions.slice(-2), [{ type: "cleared" }, { type: "interrupt" }], `${keys}`);
    assertEquals(shown(state), "|");
  }
  for (const key of ["C-c", "C-M-c"]) {
    assertEquals(press(newEditor(history), [key]).actions, [{ type: "interrupt" }]);
  }
});

Deno.test("onKey: what C-c cleared is brought back by C-y, Up and C-_", () => {
  for (const back of ["C-y", "Up", "C-_"]) {
    const cleared = (...keys: string[]) => press(newEditor(["old"]), [...keys, "C-c", back]).state;
    assertEquals(shown(cleared("paste:a\nb")), "a\nb|", back);
    assertEquals(shown(cleared("text:draft", "Tab")), "draft|", back);
    if (back !== "C-_") assertEquals(shown(cleared("text:draft", "C-r", "text:o")), "draft|", back);
  }
});

Deno.test("onKey: C-c on a text of the history loses neither that nor the draft", () => {
  const { state } = press(newEditor(["old"]), ["text:draft", "Up", "text:!", "C-c"]);
  assertEquals(state.history, ["old", "draft", "old!"]);
});

Deno.test("draftOf: what is typed, also while something else is shown", () => {
  const draft = (...keys: string[]) => draftOf(press(editing("dra|ft", ["old"]), keys).state);
  assertEquals([draft(), draft("Up"), draft("Up", "text:!"), draft("C-r", "text:o")], [
    ...Array.from({ length: 4 }, () => "draft"),
  ]);
});

Deno.test("onKey: C-z asks to be suspended, and keeps the text", () => {
  const { state, actions } = press(editing("a|b"), ["C-z"]);
  assertEquals([shown(state), actions], ["a|b", [{ type: "suspend" }]]);
});

Deno.test("onKey: C-d is the end only where nothing is typed", () => {
  assertEquals(press(editing("|"), ["C-d"]).actions, [{ type: "eof" }]);
  assertEquals(press(editing("a|"), ["C-d"]).actions, [{ type: "changed" }]);
});

Deno.test("onKey: C-l asks for an empty screen and keeps the text", () => {
  const { state, actions } = press(editing("a|b"), ["C-l"]);
  assertEquals([actions, shown(state)], [[{ type: "clear" }], "a|b"]);
});

Deno.test("onKey: an unknown key changes nothing", () => {
  assertEquals(after("a|b", "C-z", "PageUp", "Insert", "M-x"), "a|b");
});

Deno.test("onKey: the most letters fit, one more is not put in", () => {
  const most = "x".repeat(MAX_BUFFER_UNITS - 1);
  const full = press(withText(newEditor(), most), ["text:y"]);
  assertEquals(full.actions, [{ type: "changed" }]);
  for (const key of ["text:z", "paste:z", "M-Enter"]) {
    const { state, actions } = press(full.state, [key]);
    assertEquals(actions, [{ type: "oversize" }], key);
    assertEquals(state.text, `${most}y`);
  }
  assertEquals(press(full.state, ["Backspace", "text:z"]).state.text, `${most}z`);
});

Deno.test("onKey: a paste that was too long to be kept is told", () => {
  const { action, state } = onKey(editing("a|"), { type: "oversize", bytes: 1e6 });
  assertEquals([action, shown(state)], [{ type: "oversize" }, "a|"]);
});

Deno.test("onKey: letters typed in a row are one step of C-_, a submitted text is none", () => {
  assertEquals(press(newEditor(), ["text:a", "text:b"]).state.undo.length, 1);
  assertEquals(press(newEditor(), ["text:a", "Enter"]).state.undo.length, 0);
});

Deno.test("onKey: C-_ takes back MAX_UNDO_STEPS changes, and no more", () => {
  // each paste is a change of its own
  const after = (changes: number) => {
    const pastes = Array.from({ length: changes }, () => "paste:x");
    const undos = Array.from({ length: changes }, () => "C-_");
    return shown(press(newEditor(), [...pastes, ...undos]).state);
  };
  assertEquals(after(MAX_UNDO_STEPS), "|");
  assertEquals(after(MAX_UNDO_STEPS + 1), "x|");
});

const NAMES = ["ann: ", "annika: ", "bob: "];
const complete = (before: string) => {
  const from = before.lastIndexOf(" ") + 1;
  const word = before.slice(from).toLowerCase();
  return { from, candidates: NAMES.filter((name) => name.startsWith(word)) };
};

Deno.test("onKey: Tab completes the only candidate", () => {
  const { state, actions } = press(editing("b| tail"), ["Tab"], complete);
  assertEquals([shown(state), actions], ["bob: | tail", [{ type: "changed" }]]);
  assertEquals(state.choice, undefined);
});

Deno.test("onKey: Tab completes what candidates have in common, then goes through them", () => {
  const after = (...keys: string[]) => shown(press(editing("hi a|"), keys, complete).state);
  assertEquals(after("Tab"), "hi ann|");
  assertEquals(after("Tab", "Tab"), "hi ann: |");
  assertEquals(after("Tab", "Tab", "Tab"), "hi annika: |");
  assertEquals(after("Tab", "Tab", "Tab", "Tab"), "hi ann: |");
  assertEquals(after("Tab", "S-Tab"), "hi annika: |");
  assertEquals(after("Tab", "Tab", "text:!"), "hi ann: !|");
  assertEquals(after("Tab", "Tab", "Escape"), "hi a|");
});

Deno.test("onKey: Tab never makes what was typed shorter", () => {
  const mixed = () => ({ from: 0, candidates: ["Ann", "anna"] });
  const { state } = press(editing("an|"), ["Tab"], mixed);
  assertEquals([shown(state), state.choice?.candidates.length], ["an|", 2]);
  assertEquals(shown(press(state, ["Tab"], mixed).state), "Ann|");
});

Deno.test("onKey: Tab with nothing to complete rings", () => {
  assertEquals(press(editing("x|"), ["Tab"], complete).actions, [{ type: "bell" }]);
  assertEquals(press(editing("x|"), ["Tab"]).actions, [{ type: "bell" }]);
});

const HISTORY = ["deploy one", "hello", "Deploy two", "bye"];
const searched = (...keys: string[]) => press(editing("dra|ft", HISTORY), keys);

Deno.test("onKey: C-r finds the latest text with what is typed, again the one before", () => {
  assertEquals(shown(searched("C-r", "text:d", "text:ep").state), "|Deploy two");
  assertEquals(shown(searched("C-r", "text:dep", "C-r").state), "|deploy one");
  assertEquals(shown(searched("C-r", "text:two").state), "Deploy |two");
});

Deno.test("onKey: a capital letter in a search counts", () => {
  assertEquals(searched("C-r", "text:Dep", "C-r").actions.at(-1), { type: "bell" });
});

Deno.test("onKey: a search that finds nothing rings and keeps what it found", () => {
  const { state, actions } = searched("C-r", "text:hell", "text:x");
  assertEquals([shown(state), actions.at(-1)], ["|hello", { type: "bell" }]);
  assertEquals(shown(press(state, ["Backspace", "Backspace", "Backspace"]).state), "|hello");
});

Deno.test("onKey: a search without a text shows the draft", () => {
  assertEquals(shown(searched("C-r", "text:h", "Backspace").state), "dra|ft");
});

Deno.test("onKey: Escape and C-g end a search with the draft", () => {
  for (const key of ["Escape", "C-g"]) {
    const { state } = searched("C-r", "text:hello", key);
    assertEquals([shown(state), state.search], ["dra|ft", undefined]);
  }
});

Deno.test("onKey: Enter submits what a search found, other keys go on editing it", () => {
  assertEquals(searched("C-r", "text:hello", "Enter").actions.at(-1), {
    type: "submit",
    text: "hello",
  });
  const { state } = searched("C-r", "text:hello", "C-e", "text:!");
  assertEquals([shown(state), state.search], ["hello!|", undefined]);
  assertEquals(shown(searched("C-r", "text:hello", "Down", "Down").state), "bye|");
});

Deno.test("onKey: C-_ takes back what a search found", () => {
  assertEquals(shown(searched("C-r", "text:hello", "C-_").state), "dra|ft");
  assertEquals(shown(searched("C-r", "text:hello", "C-k", "C-_").state), "|hello");
  assertEquals(shown(searched("C-r", "text:hello", "C-k", "C-_", "C-_").state), "dra|ft");
});

const anyKey = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...KEYMAP.keys()) },
  fc.constantFrom("Enter", "Tab", "S-Tab", "C-r", "C-l", "C-c"),
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ..."aя日\u0301\u200d👍🏽👨🇷🇺\t \n\u0937\u094d",
      "👨‍👩‍👧",
      "🇷🇺",
      "one two",
    ).map((text) => `paste:${text}`),
  },
  fc.string({ unit: "grapheme" }).map((text) => `text:${text.replace(/\p{Cc}/gu, "")}`),
);

Deno.test("onKey: after any keys the cursor is between two graphemes of the text", () => {
  fc.assert(fc.property(fc.array(anyKey, { maxLength: 40 }), (keys) => {
    let state = newEditor(["earlier", "e\u0301arlier\nstill 👨‍👩‍👧"]);
    for (const key of keys) {
      state = press(state, [key], complete).state;
      const places = [0];
      for (const grapheme of graphemes(state.text)) {
        places.push((places.at(-1) ?? 0) + grapheme.length);
      }
      assert(places.includes(state.cursor), `${JSON.stringify(shown(state))} after ${key}`);
    }
  }));
});

Deno.test("onKey: as many Backspaces as graphemes empty any text", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (raw) => {
    const text = raw.replace(/\p{Cc}/gu, "");
    const keys = graphemes(text).map(() => "Backspace");
    assertEquals(press(withText(newEditor(), text), keys).state.text, "");
  }));
});
