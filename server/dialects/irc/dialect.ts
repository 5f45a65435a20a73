/** The IRC dialect on one connection: turns lines into commands. */

import type { ErrorCode } from "../../../protocol/frames.ts";
import {
  IRC_PING_TIMEOUT_MS,
  MAX_IRC_INPUT_BYTES,
  MAX_IRC_LABEL_CHARS,
  MAX_IRC_LINE_BYTES,
  MAX_IRC_TAG_BYTES,
} from "./limits.ts";
import { cleanText } from "../../../protocol/text.ts";
import type { Dialect, Door, Services } from "../dialect.ts";
import { httpRefusal, otherProtocol } from "../other_protocols.ts";
import { takeLine } from "./multiline.ts";
import { Client } from "./client.ts";
import { COMMANDS } from "./command_table.ts";
import type { Command } from "./command.ts";
import { type IrcOptions, IrcServer } from "./server.ts";
import {
  errorMessage,
  formatMessage,
  type Message,
  parseMessage,
  tagBytes,
  type Tags,
} from "./message_format.ts";
import { asWord } from "./nick_and_channel.ts";
import { ERR } from "./numerics.ts";
import { serverNameOf } from "./server_name.ts";

/**
 * The door of an IRC port.
 *
 * @throws {RangeError} when the server cannot be called so.
 */
export function ircDoor(services: Services, options: IrcOptions): Door {
  if (serverNameOf(options.serverName) === undefined) {
    throw new RangeError(`Cannot use the server name ${JSON.stringify(options.serverName)}`);
  }
  const server = new IrcServer(services, options);
  return {
    greeting: "",
    maxLineBytes: MAX_IRC_INPUT_BYTES,
    open: (peer) => new IrcDialect(new Client(peer, server)),
    refusal: (_code, message) => errorMessage(message),
  };
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lossyDecoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The IRC dialect on one connection. */
export class IrcDialect implements Dialect {
  readonly pingTimeoutMs = IRC_PING_TIMEOUT_MS;
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  get nick(): string {
    return this.#client.nick;
  }

  costs(bytes: Uint8Array): boolean {
    // PING and PONG cost nothing, and nothing else begins with PI or PO
    const isPing = bytes[0] === 0x50 && (bytes[1] === 0x49 || bytes[1] === 0x4f);
    return this.#client.isRegistered && bytes.length > 0 && !isPing;
  }

  line(bytes: Uint8Array): void | Promise<void> {
    const client = this.#client;
    if (!client.isRegistered && otherProtocol(lossyDecoder.decode(bytes)) === "http") {
      const { services } = client.server;
      services.log("info", "not chat", { peer: client.peer.endpoint, protocol: "http" });
      return client.peer.end(httpRefusal(services.phrases.notHttp));
    }
    const tags = tagBytes(bytes);
    if (bytes.length - tags > MAX_IRC_LINE_BYTES - 2 || tags > MAX_IRC_TAG_BYTES) {
      return client.answer(labelOf(client, bytes), () => client.refuse("inputTooLong"));
    }
    let text: string;
    try {
      text = decoder.decode(bytes);
    } catch {
      return this.#refuseBytes(bytes); // UTF8ONLY: other encodings are refused
    }
    const message = parseMessage(text.replaceAll("\0", "").replaceAll("\r", ""));
    // a source is ignored: the connection tells who the client is
    if (message.command === "") return;
    return this.#run(message);
  }

  error(code: ErrorCode, message: string): string {
    const { serverName, target } = this.#client;
    if (code === "line_too_long") {
      const [number, words] = ERR.inputTooLong;
      return formatMessage(serverName, number, [target, words], true);
    }
    if (code === "slow_down") return formatMessage(serverName, "NOTICE", [target, message], true);
    this.#client.lastWords(message);
    return errorMessage(message);
  }

  ping(): string {
    return formatMessage("", "PING", [this.#client.serverName], true);
  }

  farewell(): string {
    const { phrases, nodes } = this.#client.server.services;
    const others = nodes?.others.flatMap(({ irc }) => irc ?? []) ?? [];
    const { serverName, target } = this.#client;
    const notice = others.length === 0
      ? ""
      : formatMessage(serverName, "NOTICE", [target, phrases.goesOnAt(others.join(", "))], true);
    return notice + errorMessage(phrases.shutdown);
  }

  settled(): Promise<void> {
    return this.#client.settled();
  }

  closed(): void {
    this.#client.searching.stop();
    this.#client.leave();
  }

  #refuseBytes(bytes: Uint8Array): void | Promise<void> {
    const client = this.#client;
    const { command } = parseMessage(lossyDecoder.decode(bytes));
    const name = COMMANDS.has(command) ? command : "*";
    return client.answer(labelOf(client, bytes), () => {
      client.fail(name, "INVALID_UTF8", "Only UTF-8 is understood here");
    });
  }

  #run(message: Message): void | Promise<void> {
    const client = this.#client;
    const command = COMMANDS.get(message.command);
    const label = client.caps.has("labeled-response") && client.caps.has("batch")
      ? labelIn(message.tags)
      : undefined;
    const act = () => this.#obey(command, message);
    // answers come in the order of the commands: first all that was said must be shown
    if (client.hasAsked && command?.says !== true) {
      return client.settled().then(() => client.answer(label, act));
    }
    return client.answer(label, act);
  }

  #obey(command: Command | undefined, message: Message): void | Promise<void> {
    const client = this.#client;
    if (!client.isRegistered && command?.early !== true) return client.refuse("notRegistered");
    if (message.tags.has("batch") && client.caps.has("draft/multiline")) {
      return takeLine(client, message);
    }
    if (command === undefined) return client.refuse("unknownCommand", asWord(message.command));
    if (message.params.length < command.params) {
      return client.refuse("needMoreParams", command.name);
    }
    return command.run(client, message);
  }
}

/** The label, in the form in which it comes back. */
function labelIn(tags: Tags): string | undefined {
  const label = tags.get("label");
  return label === undefined ? undefined : cleanText(label).slice(0, MAX_IRC_LABEL_CHARS);
}

/** The label of a line that is refused without being parsed whole. */
function labelOf(client: Client, bytes: Uint8Array): string | undefined {
  if (!client.caps.has("labeled-response") || !client.caps.has("batch")) return undefined;
  const { tags } = parseMessage(lossyDecoder.decode(bytes.subarray(0, MAX_IRC_TAG_BYTES)));
  return labelIn(tags);
}
