/** How the user's pager or editor has ended, in one sentence. Pure. */

import type { Phrases } from "../../i18n/phrases.ts";
import { systemReason } from "../../i18n/reason.ts";
import { oneLine } from "../stdio/text_lines.ts";
import type { ProgramEnd, ProgramKind } from "../programs.ts";

/** The sentence; `undefined` where all is well. */
export function programText(
  kind: ProgramKind,
  end: ProgramEnd,
  { client: { screen: say }, reasons }: Pick<Phrases, "client" | "reasons">,
): string | undefined {
  const kept = kind === "editor" ? ` ${say.notEdited}` : "";
  switch (end.kind) {
    case "ended":
      return undefined;
    case "kept":
      return say.editedKept(oneLine(end.path));
    case "failed":
      return say.programFailed(oneLine(end.command), end.code) + kept;
    case "killed":
      return say.programKilled(oneLine(end.command), end.signal) + kept;
    case "missing":
      return say.programMissing(oneLine(end.command), kind === "editor" ? "EDITOR" : "PAGER");
    case "refused":
      return say.programRefused(
        oneLine(end.command),
        oneLine(systemReason(end.code, end.why, reasons)),
      ) + kept;
  }
}
