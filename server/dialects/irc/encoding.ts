/** What IRC members see of a room: one encoding for each set of capabilities that changes the lines. */

import type { MsgFrame, RoomEvent } from "../../../protocol/frames.ts";
import type { Stored } from "../../storage/journal.ts";
import {
  type Author,
  type DirectMessage,
  type Encoding,
  type Member,
  type Metadata,
  SOMEWHERE,
} from "../../chat/member.ts";
import type { RuleChange } from "../../chat/rule_change.ts";
import { capsOf, type ShapingCap } from "./caps.ts";
import { formatMessage, formatTag } from "./message_format.ts";
import { modeLines, modesOf } from "./mode_lines.ts";
import { channelOf, ircNick } from "./nick_and_channel.ts";
import { eventMsgid, msgidOf } from "./msgid.ts";
import {
  joinTags,
  type OutgoingMessage,
  type OutgoingTags,
  privmsgBatch,
  privmsgLines,
} from "./privmsg_lines.ts";

/** What an encoding must know about the people in the chat. */
export interface People {
  /** The member with a nickname. */
  find(nick: string): Member | undefined;
  /** What is shown instead of the address of somebody who is not here. */
  cloakOf(nick: string): string;
  /** How the server calls itself. */
  readonly serverName: string;
  /** The real name of a member. */
  realnameOf(member: Member | undefined): string;
}

/** `user@host`, as everyone is shown it. */
export function whereOf({ where = SOMEWHERE }: Pick<Member, "where">): string {
  return where;
}

/** `nick!user@host`, as everyone is shown it. */
export function sourceOf(nick: string, member: Member): string {
  return `${ircNick(nick)}!${whereOf(member)}`;
}

/** The lines for all clients that have the same capabilities. */
export class IrcEncoding implements Encoding {
  readonly unfolded = true;
  readonly caps: ReadonlySet<ShapingCap>;
  readonly #people: People;
  #batches = 0;

  /** @param shape A set of capabilities, as a number. */
  constructor(shape: number, people: People) {
    this.caps = capsOf(shape);
    this.#people = people;
  }

  render({ event }: Stored, room: string, author: Author | undefined): string {
    if (event.type === "msg") return this.message(event, room, author);
    const tags = this.#eventTags(event.ts, room);
    return joinTags(tags) + this.#presence(event, room, author) +
      this.#awayOf(event, author?.member);
  }

  /** An old event of a room, and the batch that it belongs to. */
  past({ event }: Stored, room: string, batch: string | undefined): string {
    if (event.type === "msg") return this.message(event, room, undefined, batch);
    const tags = this.#eventTags(event.ts, room);
    if (batch !== undefined) tags.unshift(`batch=${batch}`);
    const member = this.#people.find(event.nick);
    return joinTags(tags) + this.#presence(event, room, member && { member });
  }

  // a member gets its own lines as answers to its commands: they may have a label
  echoes(): boolean {
    return false;
  }

  /** A message of a room, on as many lines as needed. `batch`: the batch that they belong to. */
  message(event: MsgFrame, room: string, author: Author | undefined, batch?: string): string {
    const { ts, nick, id, action, notice } = event;
    const source = this.#source(nick, author?.member ?? this.#people.find(nick));
    const msgid = this.caps.has("message-tags") ? msgidOf(room, id, ts) : undefined;
    const tags = this.#tags(ts, msgid, author?.metadata?.tags);
    const target = channelOf(room);
    const said = whatIsSaid(event, author?.metadata);
    return this.#privmsg({ source, target, action, notice, ...said, tags, outer: batch });
  }

  /** A message to one person alone. */
  direct(message: DirectMessage, member: Member | undefined): string {
    const { nick, to, cid, metadata, ts, action, notice } = message;
    const msgid = this.caps.has("message-tags") ? cid : undefined;
    const tags = this.#tags(ts, msgid, metadata?.tags);
    const said = whatIsSaid(message, metadata);
    const [source, target] = [this.#source(nick, member), ircNick(to)];
    return this.#privmsg({ source, target, action, notice, ...said, tags });
  }

  /** That a member is away or back, where that is wanted (IRCv3 away-notify). */
  away(member: Member, text: string | undefined, ts: string): string {
    if (!this.caps.has("away-notify")) return "";
    const params = text === undefined ? [] : [text];
    const source = sourceOf(member.nick, member);
    return this.stamped(ts, formatMessage(source, "AWAY", params, text !== undefined));
  }

  /** What somebody has decided at another server, as changes of modes. */
  ruled(room: string, changes: readonly RuleChange[], by: string, ts: string): string {
    const source = by === "" ? this.#people.serverName : this.#source(by, this.#people.find(by));
    const lines = modeLines(source, channelOf(room), modesOf(changes));
    return lines.map((line) => this.stamped(ts, line)).join("");
  }

  /** Tags alone, to a room or a person; nothing where tags are not known. */
  tagMessage(source: string, target: string, ts: string, msgid: string, tags: string): string {
    if (!this.caps.has("message-tags")) return "";
    return joinTags(this.#tags(ts, msgid, tags).flat()) +
      formatMessage(source, "TAGMSG", [target]);
  }

  /** A line that is shown now, with the time where that is wanted. */
  stamped(ts: string, line: string): string {
    return this.#stamp(ts) + line;
  }

  /** The source of a line. The host of somebody who is not here is not known. */
  #source(nick: string, member: Member | undefined): string {
    if (member !== undefined) return sourceOf(nick, member);
    return `${ircNick(nick)}!chat@${this.#people.cloakOf(nick)}`;
  }

  #stamp(ts: string): string {
    return this.caps.has("server-time") ? `@time=${ts} ` : "";
  }

  #privmsg(message: OutgoingMessage): string {
    if (!this.caps.has("draft/multiline")) return privmsgLines(message);
    return privmsgBatch(message, () => `m${++this.#batches}`);
  }

  #tags(ts: string, msgid: string | undefined, client: Metadata["tags"]): OutgoingTags {
    const every = this.caps.has("server-time") ? [`time=${ts}`] : [];
    const first = msgid === undefined ? [] : [formatTag("msgid", msgid)];
    if (client && this.caps.has("message-tags")) every.push(client);
    return [every, first];
  }

  #eventTags(ts: string, room: string): string[] {
    const msgid = this.caps.has("message-tags") ? eventMsgid(room, ts) : undefined;
    return this.#tags(ts, msgid, undefined).flat();
  }

  #presence(
    event: Exclude<RoomEvent, MsgFrame>,
    room: string,
    author: Author | undefined,
  ): string {
    const source = this.#source(event.nick, author?.member);
    const channel = channelOf(room);
    switch (event.type) {
      case "joined":
        return this.#joined(source, channel, author?.member);
      case "left":
        return this.#left(event, source, channel, author?.metadata);
      case "renamed":
        return formatMessage(source, "NICK", [ircNick(event.to)], true);
      case "topic":
        return formatMessage(source, "TOPIC", [channel, event.topic], true);
    }
  }

  /** Says that a member who comes is away. */
  #awayOf({ type, ts }: RoomEvent, member: Member | undefined): string {
    if (type !== "joined" || member?.away === undefined) return "";
    return this.away(member, member.away, ts);
  }

  #joined(source: string, channel: string, member: Member | undefined): string {
    if (!this.caps.has("extended-join")) return formatMessage(source, "JOIN", [channel]);
    const realname = this.#people.realnameOf(member);
    return formatMessage(source, "JOIN", [channel, "*", realname], true);
  }

  #left(
    { nick, reason, by }: Extract<RoomEvent, { type: "left" }>,
    source: string,
    channel: string,
    metadata: Metadata | undefined,
  ): string {
    if (by !== undefined) {
      const from = this.#source(by, this.#people.find(by));
      return formatMessage(from, "KICK", [channel, ircNick(nick), reason ?? by], true);
    }
    if (metadata?.quit) return formatMessage(source, "QUIT", [reason ?? ""], true);
    const params = reason === undefined ? [channel] : [channel, reason];
    return formatMessage(source, "PART", params, reason !== undefined);
  }
}

/** The text for those who are here: with formatting, if it came with that. */
function whatIsSaid(
  { text }: { readonly text: string },
  metadata: Metadata | undefined,
): Pick<OutgoingMessage, "text" | "pieces"> {
  if (metadata?.formatted === undefined && metadata?.pieces === undefined) return { text };
  return { text: metadata.formatted ?? text, pieces: metadata.pieces };
}
