/** BATCH: a message of several lines, sent piece by piece (IRCv3 multiline, client-batch). */

import type { Client } from "./client.ts";
import type { Command } from "./command.ts";
import { formatMessage, type Message } from "./message_format.ts";
import { sayWhole } from "./privmsg.ts";
import { asWord } from "./nick_and_channel.ts";
import { addLine, type OpenBatch, openBatch } from "./open_batch.ts";
import { parseCtcp } from "./text.ts";

/** The commands of this file. */
export const MULTILINE: readonly Command[] = [
  {
    name: "BATCH",
    params: 1,
    says: true,
    help: "BATCH +name draft/multiline #room|nickname, BATCH -name: say several lines as one",
    run: batch,
  },
];

/** The only type of batch that clients may send. */
const TYPE = "draft/multiline";

function batch(client: Client, message: Message): void | Promise<void> {
  if (!client.caps.has(TYPE)) return client.refuse("unknownCommand", asWord(message.command));
  const [ref = ""] = message.params;
  if (ref.startsWith("+")) return begin(client, ref.slice(1), message);
  if (ref.startsWith("-")) return end(client, ref.slice(1));
  client.fail("BATCH", "INVALID_REFTAG", asWord(ref), "A batch begins with + and ends with -");
}

function begin(client: Client, name: string, { params, tags }: Message): void {
  const [, type = "", target = ""] = params;
  if (!/^[\w-]{1,64}$/.test(name) || client.batch !== undefined) {
    const why = client.batch === undefined ? "Invalid name" : "Another batch is not over yet";
    return client.fail("BATCH", "INVALID_REFTAG", asWord(name), why);
  }
  if (type !== TYPE) {
    const why = `Only batches of ${TYPE} are supported`;
    return client.fail("BATCH", "UNKNOWN_TYPE", name, asWord(type), why);
  }
  if (target === "" || target.includes(",")) {
    return client.fail("BATCH", "MULTILINE_INVALID", "A batch is for one room or person");
  }
  // the answer comes when it is over
  const label = client.takeLabel();
  client.batch = openBatch(name, target, tags, label);
}

/** Takes a line that says it belongs to a batch. */
export function takeLine(client: Client, message: Message): void {
  const { batch } = client;
  const name = message.tags.get("batch");
  if (batch === undefined) {
    return client.fail("BATCH", "MULTILINE_INVALID", "No such batch");
  }
  if (batch.isRefused) return;
  const fault = name === batch.name
    ? addLine(batch, message)
    : ["MULTILINE_INVALID", "The line is of another batch"];
  if (fault !== undefined) refuseBatch(client, batch, fault);
}

function refuseBatch(client: Client, batch: OpenBatch, fault: readonly string[]): void {
  batch.isRefused = true;
  batch.lines.length = 0;
  if (batch.label !== undefined) client.giveLabel(batch.label);
  client.send(formatMessage(client.serverName, "FAIL", ["BATCH", ...fault], true));
}

function end(client: Client, name: string): void | Promise<void> {
  const { batch } = client;
  if (batch === undefined || batch.name !== name) {
    return client.fail("BATCH", "INVALID_REFTAG", asWord(name), "No such batch");
  }
  client.batch = undefined;
  if (batch.isRefused) return;
  const { lines, command, tags } = batch;
  const text = lines.map((pieces) => pieces.join("")).join("\n");
  if (command === undefined || text.trim() === "") {
    return refuseBatch(client, batch, ["MULTILINE_INVALID", "The batch is empty"]);
  }
  const ctcp = parseCtcp(text);
  if (ctcp !== undefined && ctcp.name !== "ACTION") {
    const why = "A CTCP request is one line";
    return refuseBatch(client, batch, ["MULTILINE_INVALID", why]);
  }
  if (batch.label !== undefined) client.giveLabel(batch.label);
  return sayWhole(client, batch.target, { command, tags, text, lines });
}
