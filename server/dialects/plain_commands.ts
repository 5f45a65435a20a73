/** The commands that a person with `nc` or `telnet` may type: those of the client that fit into prose. */

import type { ServerPhrases } from "../../i18n/en/server.ts";
import { type SlashLine, topicOfTyped } from "../../protocol/slash.ts";
import { cleanText } from "../../protocol/text.ts";
import type { Member } from "../chat/member.ts";
import type { Room } from "../chat/room.ts";
import { listRooms } from "../chat/room_list.ts";
import { MAX_NICK_WORDS, MAX_WHO_MEMBERS } from "../limits.ts";
import type { Services } from "./dialect.ts";

/** The client that a command is for. */
export interface PlainClient extends Member {
  /** The room it is in. */
  readonly room: Room;
  /** Shows a sentence of the server. */
  tell(sentence: string): void;
  /** Lets it go to another room. @throws {Refused} when the room does not let it in. */
  move(room: string): Promise<void>;
  /** Ends the connection. */
  quit(): void;
}

/** The commands of which all in the room learn. */
const SPEAKING = ["me", "topic"];

/** Whether what was typed is for those in the room. */
export function speaksInRoom(line: SlashLine): boolean {
  return line.kind === "text" || SPEAKING.includes(line.name);
}

/** A command: how it is called, and what it does with what stands behind it. */
interface PlainCommand {
  readonly name: keyof ServerPhrases["plainCommands"];
  /** Other words for it. */
  readonly also?: readonly string[];
  /** How what stands behind it is named in the help; `undefined` for nothing. */
  readonly argument?: keyof ServerPhrases["plainArguments"];
  /** Whether nothing may stand there too. */
  readonly isOptional?: true;
  readonly run: (client: PlainClient, rest: string, services: Services) => void | Promise<void>;
}

/** All of them, in the order of `/help`. */
const COMMANDS: readonly PlainCommand[] = [
  { name: "help", run: help },
  { name: "who", also: ["names"], run: who },
  {
    name: "me",
    argument: "text",
    run: (client, text, { hub }) => void hub.say(client, client.room, text, "", { action: true }),
  },
  { name: "msg", argument: "direct", run: direct },
  { name: "nick", argument: "nick", run: rename },
  { name: "room", also: ["join"], argument: "room", run: (client, room) => client.move(room) },
  { name: "rooms", also: ["list"], argument: "mask", isOptional: true, run: rooms },
  { name: "topic", argument: "text", isOptional: true, run: topic },
  { name: "away", argument: "text", isOptional: true, run: away },
  { name: "quit", also: ["exit", "q"], run: (client) => client.quit() },
];

/**
 * Does what a command asks for. What is no command here is answered, and never said to the others.
 *
 * @param name In small letters.
 * @throws {Refused} when it cannot be done.
 */
export async function obey(
  client: PlainClient,
  name: string,
  rest: string,
  services: Services,
): Promise<void> {
  const { phrases } = services;
  const command = COMMANDS.find((each) => each.name === name || each.also?.includes(name));
  if (command === undefined) return client.tell(phrases.plainNoCommand(name));
  if (command.argument !== undefined && command.isOptional !== true && rest === "") {
    return client.tell(phrases.plainUsage(usageOf(command, phrases)));
  }
  await command.run(client, rest, services);
}

/**
 * What stands behind `/msg`: a nickname, which may have spaces in it, and a text. The longest nickname
 * that is here counts: "ann lee" before "ann".
 */
export function splitDirect(
  rest: string,
  isHere: (nick: string) => boolean,
): { readonly to: string; readonly text: string } {
  const words = rest.split(" ");
  for (let count = Math.min(words.length - 1, MAX_NICK_WORDS); count > 1; count--) {
    const to = words.slice(0, count).join(" ");
    if (isHere(to)) return { to, text: words.slice(count).join(" ").trim() };
  }
  return { to: words[0]!, text: words.slice(1).join(" ").trim() };
}

function usageOf({ name, argument, isOptional }: PlainCommand, phrases: ServerPhrases): string {
  if (argument === undefined) return `/${name}`;
  const what = phrases.plainArguments[argument];
  return `/${name} ${isOptional ? `[${what}]` : what}`;
}

function help({ outlet }: PlainClient, _rest: string, { phrases }: Services): void {
  const rows = COMMANDS.map((command) =>
    [usageOf(command, phrases), phrases.plainCommands[command.name]] as const
  );
  const width = Math.max(...rows.map(([usage]) => usage.length)) + 2;
  outlet.send(rows.map(([usage, text]) => `${usage.padEnd(width)}${text}\n`).join(""));
}

function who({ room, outlet }: PlainClient, _rest: string, { phrases }: Services): void {
  const nicks = Array.from(room.members, ({ nick, away }) => {
    return away === undefined ? nick : phrases.plainAway(nick);
  });
  const named = nicks.slice(0, MAX_WHO_MEMBERS).join(", ");
  const others = Math.max(0, nicks.length - MAX_WHO_MEMBERS);
  outlet.send(`${phrases.plainWho(room.name, nicks.length, named, others)}\n`);
}

async function direct(
  client: PlainClient,
  rest: string,
  { hub, phrases }: Services,
): Promise<void> {
  const { to, text } = splitDirect(rest, (nick) => hub.find(nick) !== undefined);
  await hub.direct(client, to, text, "");
  client.tell(phrases.plainDmSent(to));
}

async function rename(
  client: PlainClient,
  nick: string,
  { hub, phrases }: Services,
): Promise<void> {
  const from = client.nick;
  await hub.rename(client, nick);
  client.outlet.send(`${phrases.plainRenamed(from, client.nick)}\n`);
}

async function rooms(
  client: PlainClient,
  mask: string,
  { hub, phrases }: Services,
): Promise<void> {
  const found = listRooms(await hub.listedRooms((room) => !room.isHiddenFrom(client)), mask);
  const lines = found.map(({ room, count, topic }) => phrases.plainRoomRow(room, count, topic));
  if (lines.length === 0) return client.tell(phrases.plainNoRooms);
  client.outlet.send(lines.map((line) => `${line}\n`).join(""));
}

function topic(client: PlainClient, text: string, { hub, phrases }: Services): void {
  const { room, nick, outlet } = client;
  if (text === "") return client.tell(phrases.plainTopicNow(room.topic?.topic));
  const topic = topicOfTyped(text);
  hub.setTopic(client, room, topic);
  outlet.send(`${phrases.plainTopic(nick, cleanText(topic))}\n`);
}

function away(client: PlainClient, text: string, { hub, phrases }: Services): void {
  const wasAway = client.away !== undefined;
  hub.setAway(client, text);
  const back = wasAway ? phrases.plainBack : phrases.plainNotAway;
  client.tell(client.away === undefined ? back : phrases.plainYouAreAway(client.away));
}
