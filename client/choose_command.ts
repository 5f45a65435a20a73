/** The first half of `chat join` without a server: lets the person choose one. */

import { EXIT } from "../cli/exit.ts";
import { type Language, phrases } from "../i18n/phrases.ts";
import { standardError } from "../runtime/lossy_writer.ts";
import type { DnsRecord } from "../protocol/announcement.ts";
import { SystemClock } from "../runtime/clock.ts";
import { openMulticastDns } from "../runtime/multicast_dns.ts";
import { lookForServers } from "./announced_servers.ts";
import { type AnnouncedServer, chooseServer, readTypedLine } from "./choose_server.ts";
import type { ListedServer, ServerAddress } from "./server_list.ts";

/** What the person chooses from. */
export interface ChooseRun {
  /** The servers that were joined, the one joined last at the end. */
  readonly listed: readonly ListedServer[];
  readonly language: Language;
}

/** Resolves with the server, or with the exit code where none was chosen. */
export async function choose({ listed, language }: ChooseRun): Promise<ServerAddress | number> {
  const say = await phrases(language);
  const stderr = standardError((lines) => `${say.general.linesDropped(lines)}\n`);
  const announced = await announcedServers();
  const chosen = await chooseServer({
    listed,
    announced,
    phrases: say,
    show: (text) => stderr.write(text),
    readLine: () => readTypedLine(Deno.stdin),
  });
  await stderr.drained();
  return chosen ?? EXIT.failed;
}

/** The servers that announce themselves; none where the system has no multicast. */
async function announcedServers(): Promise<AnnouncedServer[]> {
  const mdns = await openMulticastDns<DnsRecord>(() => {});
  const servers = await lookForServers(mdns, new SystemClock());
  await mdns.close();
  return servers;
}
