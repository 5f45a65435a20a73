/** `chat join` alone: shows the servers that are known, and asks for one. */

import type { Phrases } from "../i18n/phrases.ts";
import { addressOf } from "../protocol/host.ts";
import { chosenServer } from "./find_server.ts";
import { MAX_CHOICE_BYTES } from "./limits.ts";
import { addressesOf, type ListedServer, type ServerAddress } from "./server_list.ts";

/** A server that announces itself on the network. */
export interface AnnouncedServer extends ServerAddress {
  /** What it calls itself: one clean line. */
  readonly name: string;
  readonly tls: boolean;
}

/** What the choice works with. */
export interface ChoiceOptions {
  /** The servers that were joined, the one joined last at the end. */
  readonly listed: readonly ListedServer[];
  readonly announced: readonly AnnouncedServer[];
  readonly phrases: Phrases;
  /** Shows a text to the person. */
  readonly show: (text: string) => void;
  /** Resolves with the next line that the person types; `undefined` when there is none. */
  readonly readLine: () => Promise<string | undefined>;
}

/** Resolves with the server that the person has chosen; `undefined` where they have chosen none. */
export async function chooseServer(options: ChoiceOptions): Promise<ServerAddress | undefined> {
  const { listed, announced, phrases: { client: { choice: say } }, show, readLine } = options;
  const known = listed.toReversed();
  const isKnown = ({ host, port }: ServerAddress) =>
    known.some((each) => each.host === host && each.port === port);
  const others = announced.filter((each) => !isKnown(each));
  const all: ListedServer[] = [...known, ...others.map(({ host, port }) => ({ host, port }))];
  if (all.length === 0) {
    show(`${say.none}\n`);
    return undefined;
  }
  show(`${say.title}\n${rows(known, others, options).join("\n")}\n`);
  for (;;) {
    show(say.prompt);
    const typed = await readLine();
    if (typed === undefined || typed.trim() === "") return undefined;
    const chosen = chosenServer(typed, all);
    if (chosen !== undefined) return chosen;
    show(`${say.wrong(all.length)}\n`);
  }
}

function rows(
  known: readonly ListedServer[],
  others: readonly AnnouncedServer[],
  { phrases: { client: { choice: say } } }: ChoiceOptions,
): string[] {
  const notes = (tls: boolean) => tls ? say.announcedTls : say.announced;
  const list = [
    ...known.map((server) => [server.name ?? "", addressesOf(server), ""]),
    ...others.map(({ name, host, port, tls }) => [name, addressOf(host, port), notes(tls)]),
  ];
  const width = (column: number) => Math.max(...list.map((row) => row[column]!.length));
  const [names, addresses] = [width(0), width(1)];
  return list.map(([name = "", address = "", note = ""], at) => {
    const number = String(at + 1).padStart(String(list.length).length);
    const cells = [`  ${number}`, ...names > 0 ? [name.padEnd(names)] : []];
    return [...cells, address.padEnd(addresses), note].join("  ").trimEnd();
  });
}

/** Reads one line that the terminal has completed, and nothing behind it. */
export async function readTypedLine(
  input: { read(buffer: Uint8Array): Promise<number | null> },
): Promise<string | undefined> {
  const buffer = new Uint8Array(MAX_CHOICE_BYTES);
  const count = await input.read(buffer);
  return count === null ? undefined : new TextDecoder().decode(buffer.subarray(0, count));
}
