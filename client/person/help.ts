/** What `/help` says, from the table of commands. Pure. */

import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import { MIN_HELP_TABLE_COLUMNS } from "../limits.ts";
import { wrapLine } from "../tty/lines.ts";
import { FAINT, type Line, span } from "../tty/style.ts";
import { commandNamed, COMMANDS, usageOfCommand } from "./commands.ts";
import { renderNotice } from "./render.ts";

/** Help on one command, or on all. */
export function helpLines(
  name: string | undefined,
  say: ScreenPhrases,
  columns: number,
): readonly Line[] {
  const one = name === undefined ? undefined : commandNamed(name);
  const commands = one === undefined ? COMMANDS : [one];
  const rows = commands.map((command) => {
    const or = (command.words ?? []).join(", ");
    const help = say.commandHelp[command.name] + (or === "" ? "" : ` (${say.alsoTyped(or)})`);
    return { usage: usageOfCommand(command, say), help };
  });
  const widest = Math.max(...rows.map(({ usage }) => usage.length));
  const width = columns < MIN_HELP_TABLE_COLUMNS ? 0 : widest;
  const lines = rows.flatMap(({ usage, help }) => {
    const line = [span(`   -- `, FAINT), span(usage.padEnd(width), { bold: true })];
    return wrapLine([...line, span(`  ${help}`)], columns, { indent: 6 + width + 2 });
  });
  return one === undefined ? [...lines, ...renderNotice(say.helpEnd, columns)] : lines;
}
