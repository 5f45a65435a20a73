/** The lines of `/help`, from the table of commands. Pure. */

import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import { MIN_HELP_TABLE_COLUMNS } from "../limits.ts";
import { wrapLine } from "../tty/lines.ts";
import { FAINT, span, type StyledLine } from "../tty/style.ts";
import { COMMANDS, commandUsage, findCommand } from "./commands.ts";
import { renderNotice } from "./render_notice.ts";

/** The help for one command, or for all. */
export function helpLines(
  name: string | undefined,
  say: ScreenPhrases,
  columns: number,
): readonly StyledLine[] {
  const one = name === undefined ? undefined : findCommand(name);
  const commands = one === undefined ? COMMANDS : [one];
  const rows = commands.map((command) => {
    const aliases = (command.aliases ?? []).map((alias) => `/${alias}`);
    const words = (command.words ?? []).filter((word) => !aliases.includes(`/${word}`));
    const or = [...aliases, ...words].join(", ");
    const help = say.commandHelp[command.name] + (or === "" ? "" : ` (${say.alsoTyped(or)})`);
    return { usage: commandUsage(command, say), help };
  });
  const widest = Math.max(...rows.map(({ usage }) => usage.length));
  const width = columns < MIN_HELP_TABLE_COLUMNS ? 0 : widest;
  const lines = rows.flatMap(({ usage, help }) => {
    const line = [span(`   -- `, FAINT), span(usage.padEnd(width), { bold: true })];
    return wrapLine([...line, span(`  ${help}`)], columns, { indent: 6 + width + 2 });
  });
  return one === undefined ? [...lines, ...renderNotice(say.helpEnd, columns)] : lines;
}
