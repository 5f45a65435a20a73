/** What IRC members see of a room: one encoding for each set of capabilities that changes the lines. */

import type { MsgFrame, RoomEvent } from "../../../protocol/frames.ts";
import { MAX_IRC_LINE_BYTES } from "../../../protocol/limits.ts";
import { utf8Bytes } from "../../../protocol/text.ts";
import type { Stored } from "../../backbone.ts";
import {
  type Aside,
  type Author,
  type DirectMessage,
  type Encoding,
  type Member,
  SOMEWHERE,
} from "../../member.ts";
import { capsOf, type ShapingCap } from "./caps.ts";
import { formatMessage, formatTag } from "./message.ts";
import { channelOf, ircNick } from "./names.ts";
import { actionText, splitText } from "./text.ts";

/** Everyone's host: nobody's address is shown to others. */
export const HIDDEN_HOST = "hidden";

/** What an encoding has to know of the people in the chat. */
export interface People {
  /** Who has a nickname. */
  find(nick: string): Member | undefined;
  /** What they call themselves at length. */
  realnameOf(member: Member | undefined): string;
}

/** `nick!user@host`, as everyone is shown it. */
export function sourceOf(nick: string, member: Member | undefined): string {
  return `${ircNick(nick)}!${member?.where ?? SOMEWHERE}`;
}

/** The name that a message of a room has for IRC clients. */
export function msgidOf(room: string, id: number): string {
  return `${room}:${id}`;
}

/** The lines of those who have the same capabilities. */
export class IrcEncoding implements Encoding {
  readonly unfolded = true;
  readonly caps: ReadonlySet<ShapingCap>;
  readonly #people: People;

  /** @param shape The number of a set of capabilities. */
  constructor(shape: number, people: People) {
    this.caps = capsOf(shape);
    this.#people = people;
  }

  render({ event }: Stored, room: string, author: Author | undefined): string {
    if (event.type === "msg") return this.message(event, room, author);
    return this.#stamp(event.ts) + this.#presence(event, room, author);
  }

  // one's own lines are sent to one alone: they answer a command, and may have its label
  echoes(): boolean {
    return false;
  }

  /** A message of a room, on as many lines as it takes. `batch`: the one they belong to. */
  message(event: MsgFrame, room: string, author: Author | undefined, batch?: string): string {
    const { ts, nick, text, id } = event;
    const source = sourceOf(nick, author?.member ?? this.#people.find(nick));
    const msgid = this.caps.has("message-tags") ? msgidOf(room, id) : undefined;
    const tags = this.#tags(ts, msgid, author?.aside?.tags, batch);
    return said(source, channelOf(room), event, author?.aside?.formatted ?? text, tags);
  }

  /** A message to one person alone. */
  direct(message: DirectMessage, member: Member | undefined): string {
    const { nick, to, cid, aside, ts, text } = message;
    const msgid = this.caps.has("message-tags") ? cid : undefined;
    const tags = this.#tags(ts, msgid, aside?.tags);
    return said(sourceOf(nick, member), ircNick(to), message, aside?.formatted ?? text, tags);
  }

  /** Tags alone, to a room or a person; nothing where tags are not known. */
  tagMessage(source: string, target: string, ts: string, msgid: string, tags: string): string {
    if (!this.caps.has("message-tags")) return "";
    return joinTags(this.#tags(ts, msgid, tags)) + formatMessage(source, "TAGMSG", [target]);
  }

  /** A line that is shown now, with the time where that is wanted. */
  stamped(ts: string, line: string): string {
    return this.#stamp(ts) + line;
  }

  #stamp(ts: string): string {
    return this.caps.has("server-time") ? `@time=${ts} ` : "";
  }

  #tags(
    ts: string,
    msgid: string | undefined,
    client: Aside["tags"],
    batch?: string,
  ): readonly [every: string[], first: string[]] {
    const every = batch === undefined ? [] : [`batch=${batch}`];
    if (this.caps.has("server-time")) every.push(`time=${ts}`);
    const first = msgid === undefined ? [] : [formatTag("msgid", msgid)];
    if (client && this.caps.has("message-tags")) every.push(client);
    return [every, first];
  }

  #presence(
    event: Exclude<RoomEvent, MsgFrame>,
    room: string,
    author: Author | undefined,
  ): string {
    const source = sourceOf(event.nick, author?.member);
    const channel = channelOf(room);
    switch (event.type) {
      case "joined":
        return this.#joined(source, channel, author?.member);
      case "left":
        return this.#left(event, source, channel, author?.aside);
      case "renamed":
        return formatMessage(source, "NICK", [ircNick(event.to)], true);
      case "topic":
        return formatMessage(source, "TOPIC", [channel, event.topic], true);
    }
  }

  #joined(source: string, channel: string, member: Member | undefined): string {
    const join = this.caps.has("extended-join")
      ? formatMessage(source, "JOIN", [channel, "*", this.#people.realnameOf(member)], true)
      : formatMessage(source, "JOIN", [channel]);
    if (member?.away === undefined || !this.caps.has("away-notify")) return join;
    return join + formatMessage(source, "AWAY", [member.away], true);
  }

  #left(
    { nick, reason, by }: Extract<RoomEvent, { type: "left" }>,
    source: string,
    channel: string,
    aside: Aside | undefined,
  ): string {
    if (by !== undefined) {
      const from = sourceOf(by, this.#people.find(by));
      return formatMessage(from, "KICK", [channel, ircNick(nick), reason ?? by], true);
    }
    if (aside?.quit) return formatMessage(source, "QUIT", [reason ?? ""], true);
    const params = reason === undefined ? [channel] : [channel, reason];
    return formatMessage(source, "PART", params, reason !== undefined);
  }
}

/** What is said, with its tags: `first` only before the first line. */
function said(
  source: string,
  target: string,
  { action, notice }: { readonly action?: true; readonly notice?: true },
  text: string,
  [every, first]: readonly [every: string[], first: string[]],
): string {
  const head = `:${source} ${notice ? "NOTICE" : "PRIVMSG"} ${target} :`;
  const room = MAX_IRC_LINE_BYTES - 2 - utf8Bytes(head) - (action ? utf8Bytes(actionText("")) : 0);
  let lines = "";
  for (const line of splitText(text, room)) {
    const tags = lines === "" ? joinTags([every, first]) : joinTags([every, []]);
    lines += `${tags}${head}${action ? actionText(line) : line}\r\n`;
  }
  return lines;
}

function joinTags([every, first]: readonly [readonly string[], readonly string[]]): string {
  if (every.length === 0 && first.length === 0) return "";
  return `@${[...every, ...first].join(";")} `;
}
