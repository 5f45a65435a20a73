/** A server's data folder, as its owner finds it with `jq` and `grep`. */

import type { Frame } from "./guest.ts";

/** The files of a room's log, oldest first: their paths. */
export async function segments(data: string, room = "lobby"): Promise<string[]> {
  const paths: string[] = [];
  for await (const { name } of Deno.readDir(`${data}/rooms/${room}`)) {
    if (name.endsWith(".ndjson")) paths.push(`${data}/rooms/${room}/${name}`);
  }
  return paths.sort();
}

/** A room's log as one text. */
export async function logText(data: string, room = "lobby"): Promise<string> {
  const texts = (await segments(data, room)).map((path) => Deno.readTextFile(path));
  return (await Promise.all(texts)).join("");
}

/** The records of a room's log, each of them whole. */
export async function records(data: string, room = "lobby"): Promise<Frame[]> {
  const lines = (await logText(data, room)).split("\n");
  if (lines.pop() !== "") throw new Error("The log ends in the middle of a record");
  return lines.map((line) => JSON.parse(line));
}

/** The messages of a room's log. */
export async function messages(data: string, room = "lobby"): Promise<Frame[]> {
  return (await records(data, room)).filter(({ type }) => type === "msg");
}
