/** `chat join` as a person runs it: with a cache, and a place for what could not be sent. */

import { join } from "node:path";
import { addressOf } from "../../protocol/host.ts";
import { MessageCache } from "../memory/message_cache.ts";
import type { LinkEvent } from "../link/events.ts";
import { RecoveredMessages } from "../memory/recovered_messages.ts";
import { type JoinParts, linkOf } from "../parts.ts";
import { serverFileName } from "../memory/server_file_name.ts";
import { folderFor } from "../../runtime/platform_folders.ts";
import { UnsentStore } from "../memory/unsent_store.ts";
import { type UnsentState, unsentStateOf } from "../memory/unsent_state.ts";
import { oneLine } from "../stdio/text_lines.ts";
import type { ClientIo } from "../io.ts";
import { MAX_CATCH_UP } from "../limits.ts";
import type { Link, LinkOptions } from "../link/link.ts";
import { capabilities, type TerminalFacts } from "../tty/capabilities.ts";
import type { TerminalSystem } from "../tty/raw_terminal.ts";
import type { ChatOptions } from "./chat.ts";
import { runLines } from "./line_mode.ts";
import type { ModeOptions } from "./mode.ts";
import { runScreen } from "./screen_mode.ts";
import { messageOf } from "../../runtime/message_of.ts";

/** The options of a person's screen. */
interface PersonFlags {
  readonly "no-color": boolean;
  readonly "no-bell": boolean;
  readonly cache: string | undefined;
}

/** Shows the chat until the user leaves; whether it ended because the user wanted that. */
export async function joinAsPerson(parts: JoinParts, flags: PersonFlags): Promise<boolean> {
  const { io, session, phrases, host, port, stopped } = parts;
  const trouble = new Trouble(io.warn);
  const cache = cacheOf(parts, flags.cache, trouble);
  const spool = await spoolOf(parts, trouble);
  const left = await spool?.load();
  const offer = offerOf(left, parts, spool);
  const cached = await cache?.load() ?? [];
  trouble.hold();
  try {
    return await runTerminal({
      clock: io.clock,
      phrases,
      session,
      makeLink: ({ emit, maxCatchUp }) =>
        linkOf(parts, { emit: offering(emit, offer), maxCatchUp }),
      watch: (event) => {
        if (event.type === "message") cache?.add(event.message, session.room);
      },
      cached,
      recovered: offer,
      stopped,
      input: io.input,
      print: io.print,
      terminal: io.terminal,
      facts: {
        term: io.env("TERM"),
        noColor: flags["no-color"] ? "1" : io.env("NO_COLOR"),
        windows: io.os === "windows",
      },
      bell: !flags["no-bell"],
      address: addressOf(host, port),
    }) === 0;
  } finally {
    await cache?.close();
    await spool?.close();
    trouble.tell();
  }
}

/** What could not be read or written: said before the screen is there, or after it has gone. */
class Trouble {
  readonly #warn: (text: string) => void;
  readonly #held: string[] = [];
  #isHeld = false;

  constructor(warn: (text: string) => void) {
    this.#warn = warn;
  }

  /** What a part of the client calls when it fails: the chat goes on without it. */
  readonly of = (say: (why: string) => string) => (error: unknown): void => {
    this.#held.push(say(oneLine(messageOf(error))));
    if (!this.#isHeld) this.tell();
  };

  hold(): void {
    this.#isHeld = true;
  }

  tell(): void {
    for (const text of this.#held.splice(0)) this.#warn(`${text}\n`);
  }
}

/** Tells of the offer when it is clear what of it the server has after all. */
function offering(
  emit: (event: LinkEvent) => void,
  offer: RecoveredMessages,
): (event: LinkEvent) => void {
  let told = false;
  return (event) => {
    offer.on(event);
    emit(event);
    if (event.type !== "caught_up" || told) return;
    told = true;
    if (offer.items.length > 0) emit({ type: "unsent_found", items: offer.items });
  };
}

function cacheOf(
  { io, host, port, phrases }: JoinParts,
  file: string | undefined,
  trouble: Trouble,
): MessageCache | undefined {
  const folder = folderFor("cache", io);
  const path = file ?? (folder && join(folder, serverFileName(host, port, "txt")));
  if (path === undefined) return undefined;
  const failed = trouble.of(phrases.client.cacheFailed);
  return new MessageCache({ path, files: io.files, clock: io.clock, failed });
}

async function spoolOf(
  { io, host, port, phrases }: JoinParts,
  trouble: Trouble,
): Promise<UnsentStore | undefined> {
  const folder = folderFor("state", io);
  if (folder === undefined) return undefined;
  const name = (number: number) =>
    serverFileName(host, port, number === 1 ? "unsent.json" : `${number}.unsent.json`);
  return await UnsentStore.open({
    path: (number) => join(folder, name(number)),
    files: io.files,
    clock: io.clock,
    failed: trouble.of(phrases.client.unsentFailed),
  });
}

/** Goes on where an earlier client stopped, and has the spool follow from now on. */
function offerOf(
  left: UnsentState | undefined,
  { session }: JoinParts,
  spool: UnsentStore | undefined,
): RecoveredMessages {
  const offer = new RecoveredMessages(left?.items ?? [], session);
  if (left !== undefined) session.restore(left);
  spool?.track(() => unsentStateOf(session, left, offer.items));
  session.outbox.changed = () => spool?.changed();
  return offer;
}

/** What a person's client works with. */
export interface TerminalOptions extends Omit<ChatOptions, "link" | "view"> {
  readonly input: ClientIo["input"];
  /** Prints to the terminal; rejects when that is gone. */
  readonly print: (text: string) => Promise<void>;
  readonly terminal: TerminalSystem;
  /** What the environment says about the terminal. */
  readonly facts: TerminalFacts;
  /** Whether the bell may ring. */
  readonly bell: boolean;
  /** Resolves when the system wants the client to end. */
  readonly stopped: Promise<void>;
  readonly makeLink: (options: Pick<LinkOptions, "emit" | "maxCatchUp">) => Link;
  /** Sees every event before it is shown. */
  readonly watch: (event: LinkEvent) => void;
}

/** Runs until the user leaves; 0, or 1 where the chat ended by itself. */
export async function runTerminal(options: TerminalOptions): Promise<number> {
  const able = capabilities(options.facts);
  const mode: ModeOptions = {
    ...options,
    connect: (show) => {
      const emit = (event: LinkEvent) => {
        options.watch(event);
        show(event);
      };
      return options.makeLink({ emit, maxCatchUp: MAX_CATCH_UP });
    },
  };
  return able.dumb ? await runLines(mode) : await runScreen(mode, able);
}
