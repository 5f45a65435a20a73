/** Looks for servers that announce themselves on the network. */

import { announcementsIn, type DnsRecord, SERVICE } from "../protocol/announcement.ts";
import type { Clock } from "../runtime/clock.ts";
import type { MulticastDns } from "../runtime/multicast_dns.ts";
import type { AnnouncedServer } from "./choose_server.ts";
import { LOOK_AGAIN_MS, LOOK_MS, MAX_ANNOUNCED_SERVERS, MAX_ANSWER_RECORDS } from "./limits.ts";

/** Asks, and listens for about a second. Resolves with the servers that answered, each once. */
export async function lookForServers(
  mdns: Pick<MulticastDns<DnsRecord>, "onAnswer" | "query">,
  clock: Pick<Clock, "after">,
): Promise<AnnouncedServer[]> {
  const found = new Map<string, AnnouncedServer>();
  mdns.onAnswer(({ answers = [], additionals = [] }, host) => {
    const records = [...answers, ...additionals].slice(0, MAX_ANSWER_RECORDS);
    for (const each of announcementsIn(records)) {
      // the address is that of the sender: nobody can send others elsewhere
      const key = `${host} ${each.port}`;
      if (found.size < MAX_ANNOUNCED_SERVERS || found.has(key)) found.set(key, { ...each, host });
    }
  });
  const wait = (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));
  // a packet may be lost, and a server answers only so often
  for (let time = 0; time < LOOK_MS / LOOK_AGAIN_MS; time++) {
    mdns.query(SERVICE, "PTR");
    await wait(LOOK_AGAIN_MS);
  }
  return [...found.values()];
}
