/** Lines of text: each line of input is a message, and what others say is printed, or all of it as JSON. */

import { MAX_LINE_BYTES } from "../../protocol/limits.ts";
import { decodeLine } from "../stdio/line_input.ts";
import { checkText } from "../../protocol/text.ts";
import { faultText } from "../../i18n/fault_text.ts";
import type { PipeFormat, PipeFormatContext } from "./pipe_format.ts";
import { outputOf, warningOf } from "./pipe_text.ts";

/** @param json Whether to print frames instead of readable lines. */
export function textFormat(context: PipeFormatContext, json: boolean): PipeFormat {
  const { link, phrases, print, refuse } = context;
  // the room of all messages, also if the server moves the script to another one
  const { room } = context.session;
  return {
    isIdle: true,
    tellsRefusals: false,
    take(line, number) {
      if (line === undefined) return refuse(number, phrases.client.pipeTooLong(MAX_LINE_BYTES));
      const text = decodeLine(line);
      if (text === undefined) return refuse(number, phrases.reasons.codes.not_text);
      const checked = checkText(text);
      if (checked.ok) link.send({ kind: "say", room, text: checked.value });
      else if (checked.fault !== "text_empty") refuse(number, faultText(checked, phrases.server));
    },
    on(event) {
      const text = outputOf(event, json);
      if (text !== undefined) print(text);
    },
    warningOf: (event) => warningOf(event, phrases),
  };
}
