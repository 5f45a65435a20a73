/** Clients of a cluster that go on at another server: a person, a bot, and what they were given. */

import { assertEquals } from "@std/assert";
import { chatCommand } from "../../support/command.ts";
import { type Process, type Server, startChat } from "../../support/process.ts";
import { Terminal } from "../../support/tmux.ts";
import type { Frame, Guest } from "./guest.ts";

/** For connecting, and for a busy machine. */
export const PATIENCE_MS = 20_000;

/** The servers as one word of `chat join`. */
export function listOf(...nodes: readonly Pick<Server, "address">[]): string {
  return nodes.map(({ address: { hostname, port } }) => `${hostname}:${port}`).join(",");
}

/** Enters a line. */
export async function submit(terminal: Terminal, text: string): Promise<void> {
  await terminal.type(text);
  await terminal.key("Enter");
}

/** A person in a terminal, in the chat of these servers. */
export async function person(nodes: string, nick: string, home?: string): Promise<Terminal> {
  const command = [...chatCommand(), "join", nodes, "--nick", nick];
  const terminal = await Terminal.start(command, {
    cols: 110,
    rows: 40,
    ...(home === undefined ? {} : { home }),
  });
  await terminal.waitFor(/You are/);
  return terminal;
}

/** A bot that talks in frames. */
export async function bot(nodes: string, nick = "bot"): Promise<Process> {
  const process = await startChat(["join", nodes, "--nick", nick, "--frames"]);
  await process.waitForOutput(/"type":"live"/);
  return process;
}

/** Has a bot say something. */
export function say(process: Process, cid: string, text: string): Promise<void> {
  return process.write(`${JSON.stringify({ type: "say", cid, text })}\n`);
}

/** The messages that a bot was given. */
export function messagesOf({ stdout }: Process): Frame[] {
  return stdout.split("\n").filter((line) => line.startsWith("{"))
    .map((line): Frame => JSON.parse(line)).filter(({ type }) => type === "msg");
}

/** No message is missing, and none there twice. */
export function assertWhole(messages: readonly Frame[]): void {
  const ids = messages.map(({ id }) => id);
  assertEquals(ids, Array.from(ids, (_, at) => ids[0] + at));
}

/** Resolves when somebody has got all of these texts. */
export async function have(guest: Guest, texts: readonly string[]): Promise<void> {
  while (!texts.every((text) => guest.texts.includes(text))) {
    await guest.next((line) => line.includes('"type":"msg"'), PATIENCE_MS);
  }
}

/** How often a text stands on a screen. */
export function countOf(screen: string, text: string): number {
  return screen.split(text).length - 1;
}
