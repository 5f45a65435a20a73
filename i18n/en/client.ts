/** What the client says to its user. */

import { enCount, enForm } from "./plural.ts";
import { screen } from "./screen.ts";
import { trust } from "./trust.ts";

export const client = {
  /** What the screen says. */
  screen,
  /** About the server's identity. */
  trust,
  disconnectReasons: {
    unreachable: "The server cannot be reached",
    refused: "No server is running there",
    no_chat_server: "It is not a chat server",
    web_server: "That is a web port: use a browser or the chat port",
    irc_server: "That is an IRC port: use an IRC client or the chat port",
    silent: "The server does not answer",
    closed: "The server closed the connection",
    broken: "The connection broke",
    shutdown: "The server is shutting down",
    moved: "The server waits for its database; going on at another one",
    kicked: "You were removed from the chat",
    ...trust.disconnectReasons,
  },
  /** The meaning of server error codes that come without data. */
  serverErrors: {
    bad_version: "The server speaks another version of the protocol",
    flood: "Too many messages or attempts",
    full: "The server is full, or has too many connections from your address",
    hello_timeout: "No nickname in time",
    internal: "An error in the server; its log has the details",
    line_too_long: "The line is too long",
    not_in_room: "You are not in that room",
    not_operator: "Only an operator of the room may do that",
    not_saved: "The server cannot write its log",
    ping_timeout: "No answer for too long",
    replaced: "This session continues on another connection",
    slow_down: "You send too fast; your messages are delayed",
    too_many_bad_lines: "Too many invalid lines",
    too_many_rooms: "You are in too many rooms; leave one first",
    unavailable: "The server cannot reach its database now",
  },
  /** The meaning of those that have several causes; `serverErrors` has the usual one. */
  errorCauses: {
    too_many: "The server has as many rooms as it may have",
    no_room: "You are in no room",
    unconfirmed: "It is not known whether the private message has arrived",
  },
  /** A reason, and its details. */
  because: (reason: string, detail: string) => `${reason}: ${detail}`,
  badNick: (nick: string, why: string) => `Cannot use the nickname "${nick}": ${why}`,
  badRoom: (room: string, why: string) => `Cannot use the room "${room}": ${why}`,
  pipeNeedsServer: "A pipe needs a server: chat join HOST",
  twoPorts: "There are two ports: give one of them",
  serversFailed: (why: string) => `The list of your servers cannot be used: ${why}`,
  /** `chat join` alone. */
  choice: {
    title: "Servers:",
    announced: "announced here",
    announcedTls: "announced here, TLS",
    prompt: "Number or address: ",
    none: "You have joined no server yet, and none is announced here. To join one: chat join HOST",
    wrong: (count: number) =>
      `Give ${count > 1 ? `a number from 1 to ${count}` : "1"}, an address, or nothing to leave`,
  },
  pipeNeedsNick: "A pipe needs a nickname: give one with --nick",
  framesOrJson: "--frames and --json are two ways to talk: give one of them",
  notForScripts: (type: string) =>
    `"${type}" is not for scripts: send say, dm, nick, join, part, who, history, search, rooms, topic, seen, away or bye`,
  outboxFull: "Too many messages wait for the server; send it again later",
  pipeLineRefused: (line: number, why: string) => `Line ${line} was not sent: ${why}`,
  pipeInputFailed: (why: string) => `Cannot read the input: ${why}`,
  pipeTooLong: (bytes: number) => `it is longer than ${bytes} bytes`,
  pipeUnsent: (count: number, why: string) =>
    `${enCount(count, "message")} ${enForm(count, "was", "were")} not acknowledged: ${why}`,
  pipeGaveUp: (why: string) => `Gave up: ${why}`,
  pipeUnread: "Stopped before all output was read",
  pipeNoAnswer: (seconds: number) => `no acknowledgement for ${enCount(seconds, "second")}`,
  otherLog: (room: string) =>
    `The server has another log of the room ${room} than before: what was said meanwhile may be missing here`,
  lost: (first: number, last: number) =>
    `Messages ${first} to ${last} are missing: the server does not have them any more`,
  retrying: (why: string, seconds: number) => `${why}; trying again in ${seconds} s`,
  back: "Connected again",
  refused: (why: string) => `Refused: ${why}`,
  unsupported: "this server does not support that",
  cacheFailed: (why: string) => `The cache of the last messages cannot be used: ${why}`,
  roomsFailed: (why: string) => `How far you have read cannot be kept: ${why}`,
  typedFailed: (why: string) => `What you type cannot be kept for the next time: ${why}`,
  unsentFailed: (why: string) => `Unsent messages cannot be kept: ${why}`,
  unsentSetAside: (path: string) =>
    `Messages that could not be sent are in a file that cannot be read here, or not as a whole; it is kept as ${path}`,
  inDoubt: "the connection broke right after it was written; it may or may not have arrived",
};

/** The sentences of the client in one language. */
export type ClientPhrases = typeof client;
