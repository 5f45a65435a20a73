import { assertEquals } from "@std/assert";
import { KEYMAP } from "../../../client/tty/keymap.ts";
import { after, editing, press, shown } from "./press.ts";

/** Each row: the text before, the keys, the text after; `|` is the cursor. */
const CASES: Readonly<Record<string, readonly (readonly [string, string[], string])[]>> = {
  "arrows, C-b and C-f go by what a person sees as one letter": [
    ["ab|c", ["Left"], "a|bc"],
    ["|abc", ["Left"], "|abc"],
    ["abc|", ["C-f"], "abc|"],
    ["e\u0301|x", ["C-b"], "|e\u0301x"],
    ["|👨‍👩‍👧!", ["Right"], "👨‍👩‍👧|!"],
    ["🇷🇺|🇩🇪", ["Left"], "|🇷🇺🇩🇪"],
    ["a|\nb", ["Right", "Right"], "a\nb|"],
    ["a\n|b", ["Left"], "a|\nb"],
  ],
  "Home, End, C-a and C-e go to the ends of the line": [
    ["one\ntw|o\nthree", ["C-a"], "one\n|two\nthree"],
    ["one\ntw|o\nthree", ["End"], "one\ntwo|\nthree"],
    ["one\n|two", ["Home"], "one\n|two"],
    ["on|e", ["C-e"], "one|"],
  ],
  "C-Home and C-End go to the ends of the text": [
    ["one\ntw|o\nthree", ["C-Home"], "|one\ntwo\nthree"],
    ["one\ntw|o\nthree", ["C-End"], "one\ntwo\nthree|"],
  ],
  "M-b, M-f and arrows with Ctrl or Alt go by words of any script": [
    ["one, two|", ["M-b"], "one, |two"],
    ["one, two|", ["M-b", "C-Left"], "|one, two"],
    ["|one, two", ["M-f"], "one|, two"],
    ["one|, two", ["M-Right"], "one, two|"],
    ["|привет мир", ["M-f"], "привет| мир"],
    ["na\u0308h ok|", ["M-b", "M-b"], "|na\u0308h ok"],
    ["snake_case2 x|", ["M-b", "M-b"], "|snake_case2 x"],
    ["a\nb|", ["M-b", "M-b"], "|a\nb"],
    ["👍🏽 x|👍🏽", ["M-b"], "👍🏽 |x👍🏽"],
    ["𝒳 𝒴|", ["M-b"], "𝒳 |𝒴"],
  ],
  "Backspace and Delete take what a person sees as one letter": [
    ["ab|c", ["Backspace"], "a|c"],
    ["|abc", ["Backspace"], "|abc"],
    ["ab|c", ["Delete"], "ab|"],
    ["e\u0301|", ["Backspace"], "|"],
    ["👨‍👩‍👧|", ["Backspace"], "|"],
    ["a|\nb", ["Delete"], "a|b"],
    ["a\n|b", ["Backspace"], "a|b"],
    ["ab|c", ["C-d"], "ab|"],
  ],
  "C-k and C-u cut to the ends of the line, then its line break": [
    ["on|e\ntwo", ["C-k"], "on|\ntwo"],
    ["on|e\ntwo", ["C-k", "C-k"], "on|two"],
    ["one\nt|wo", ["C-u"], "one\n|wo"],
    ["one\nt|wo", ["C-u", "C-u"], "one|wo"],
    ["one|", ["C-u"], "|"],
  ],
  "C-w cuts back to a space, M-Backspace and M-d cut words": [
    ["see https://a.b/c |", ["C-w"], "see |"],
    ["see https://a.b/c|", ["M-Backspace"], "see https://a.b/|"],
    ["|one two", ["M-d"], "| two"],
    ["one|  two", ["C-Delete"], "one|"],
    ["one two|", ["C-Backspace"], "one |"],
  ],
  "C-y puts back what was cut, cuts in a row as a whole": [
    ["one two|", ["C-w", "C-y"], "one two|"],
    ["one two three|", ["C-w", "C-w", "C-a", "C-y"], "two three|one "],
    ["|one two three", ["M-d", "M-d", "C-e", "C-y"], " threeone two|"],
    ["one two|", ["C-w", "C-a", "C-k", "C-y"], "one |"],
    ["ab|cd", ["C-u", "C-k", "C-y"], "abcd|"],
    ["|", ["C-y"], "|"],
  ],
  "C-t changes two letters about": [
    ["ab|", ["C-t"], "ba|"],
    ["a|b", ["C-t"], "ba|"],
    ["a|bc", ["C-t"], "ba|c"],
    ["|ab", ["C-t"], "|ab"],
    ["a|", ["C-t"], "a|"],
    ["e\u0301👍🏽|", ["C-t"], "👍🏽e\u0301|"],
    ["a\n|b", ["C-t"], "a\n|b"],
  ],
  "Enter with Alt, Shift or Ctrl begins a new line": [
    ["on|e", ["M-Enter"], "on\n|e"],
    ["one|", ["S-Enter", "C-Enter"], "one\n\n|"],
  ],
  "Up and Down go by lines and keep the column": [
    ["long line\nab\nlong li|ne", ["Up"], "long line\nab|\nlong line"],
    ["long line\nab\nlong li|ne", ["Up", "Up"], "long li|ne\nab\nlong line"],
    ["long li|ne\nab\nlong line", ["Down", "C-n"], "long line\nab\nlong li|ne"],
    ["long line\nab\nlong li|ne", ["Up", "Left", "Up"], "l|ong line\nab\nlong line"],
    ["日本\nabc|", ["Up"], "日|本\nabc"],
    ["\tx\nabcd|", ["C-p"], "\t|x\nabcd"],
  ],
  "C-_ takes changes back, letters typed in a row as one": [
    ["|", ["text:a", "text:b", "C-_"], "|"],
    ["|", ["text:ab", "Left", "text:c", "C-_"], "a|b"],
    ["one two|", ["C-w", "C-w", "C-_"], "one |"],
    ["one two|", ["C-w", "C-w", "C-_", "C-_", "C-_"], "one two|"],
    ["a|", ["paste:b\nc", "C-_"], "a|"],
  ],
  "Escape lets several lines go, C-y brings them back": [
    ["one\ntw|o", ["Escape"], "|"],
    ["one\ntw|o", ["C-g", "C-y"], "one\ntwo|"],
    ["o|ne", ["Escape"], "o|ne"],
  ],
};

for (const [name, cases] of Object.entries(CASES)) {
  Deno.test(`KEYMAP: ${name}`, () => {
    for (const [before, keys, expected] of cases) {
      assertEquals(after(before, ...keys), expected, `${JSON.stringify(before)} ${keys}`);
    }
  });
}

Deno.test("KEYMAP: Up and Down go through what was submitted and keep the draft", () => {
  const history = ["first", "second\nof two", "third"];
  const texts = (...keys: string[]) => shown(press(editing("dra|ft", history), keys).state);
  assertEquals(texts("Up"), "third|");
  assertEquals(texts("Up", "Up"), "second\nof two|");
  assertEquals(texts("Up", "Up", "Up"), "second|\nof two");
  assertEquals(texts("Up", "Up", "Up", "Up"), "first|");
  assertEquals(texts("Up", "Up", "Up", "Up", "Up"), "first|");
  assertEquals(texts("Up", "Down"), "dra|ft");
  assertEquals(texts("Down"), "dra|ft");
  assertEquals(texts("M-<"), "first|");
  assertEquals(texts("M-<", "M->"), "dra|ft");
});

Deno.test("KEYMAP: a change of a text that was called back stays there, and the draft stays too", () => {
  const state = editing("my long draft|", ["first", "second"]);
  const texts = (...keys: string[]) => shown(press(state, keys).state);
  assertEquals(texts("Up", "text:!", "Up"), "first|");
  assertEquals(texts("Up", "text:!", "Up", "Down"), "second!|");
  assertEquals(texts("Up", "text:!", "Up", "Down", "Down"), "my long draft|");
  assertEquals(texts("Up", "C-u", "Down"), "my long draft|");
  const { history } = press(state, ["Up", "text:!", "Enter"]).state;
  assertEquals(history, ["first", "second", "second!"]);
});

Deno.test("KEYMAP: every command leaves an empty text as it is, without a line break at most", () => {
  for (const chord of KEYMAP.keys()) {
    const expected = chord.endsWith("-Enter") ? "\n|" : "|";
    assertEquals(after("|", chord), expected, chord);
  }
});
