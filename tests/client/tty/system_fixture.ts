/**
 * A small program of all the terminal's parts: what is submitted is printed, `print N` prints N
 * numbered lines, `throw` throws.
 *
 * @module
 */
import { SystemClock } from "../../../runtime/clock.ts";
import { onKey as edit, submitted } from "../../../client/tty/editor.ts";
import { newEditor } from "../../../client/tty/editor_state.ts";
import type { Key } from "../../../client/tty/key.ts";
import { KeyDecoder } from "../../../client/tty/key_decoder.ts";
import { renderPrompt } from "../../../client/tty/prompt.ts";
import { Keyboard } from "../../../client/tty/keyboard.ts";
import { RawTerminal } from "../../../client/tty/raw_terminal.ts";
import { Screen } from "../../../client/tty/screen.ts";
import { span } from "../../../client/tty/style.ts";
import { printToTerminal, SYSTEM_TERMINAL } from "../../../client/tty/system.ts";
import { PHRASES } from "./prompt_phrases.ts";

let editor = newEditor();
let draw = () => {};

const redraw = () => {
  screen.resize(terminal.size());
  draw();
};
using terminal = new RawTerminal(SYSTEM_TERMINAL, { resized: redraw, continued: redraw });
const screen = new Screen({
  write: printToTerminal,
  size: terminal.size(),
  depth: 0,
  reflow: "all", // as tmux does
  skipped: (count) => [span(`${count} lines left out`)],
});
draw = () =>
  screen.update(renderPrompt(editor, { size: screen.size, label: [span("> ")], phrases: PHRASES }));

function submit(text: string): void {
  if (text === "throw") throw new Error("thrown on purpose");
  const count = Number(text.match(/^print (\d+)$/)?.[1] ?? 0);
  for (let i = 1; i <= count; i++) screen.print([[span(`line ${i}`)]]);
  if (count === 0) screen.print(text.split("\n").map((line) => [span(`said ${line}`)]));
}

draw();
await new Promise<void>((leave, fail) => {
  const onKey = (key: Key) => {
    const { state, action } = edit(editor, key);
    editor = action.type === "submit" ? submitted(state) : state;
    if (action.type === "submit") submit(action.text);
    if (action.type === "interrupt") leave();
    draw();
  };
  const decoder = new KeyDecoder(10_000);
  const clock = new SystemClock();
  new Keyboard({ input: Deno.stdin, decoder, onKey, clock }).run().catch(fail);
}).finally(() => screen.pause());
terminal[Symbol.dispose]();
Deno.exit(0); // a read of the terminal is still open, and cannot be cancelled
