/** Announces a server on the network, and answers those who look for one. */

import {
  type Announcement,
  announcementRecords,
  asksForChat,
  type DnsRecord,
} from "../protocol/announcement.ts";
import type { Clock } from "../runtime/clock.ts";
import type { MulticastDns } from "../runtime/multicast_dns.ts";
import { ANSWER_SPACING_MS } from "./limits.ts";

/** What announcing works with. */
export interface AnnouncerOptions {
  readonly announcement: Announcement;
  readonly mdns: MulticastDns<DnsRecord>;
  readonly clock: Pick<Clock, "now">;
  /** The IPv4 addresses of this machine, as they are now. */
  readonly addresses: () => readonly string[];
}

/** Announces a server until it is closed; then says that it is gone. */
export function announceServer(options: AnnouncerOptions): AsyncDisposable {
  const { announcement, mdns, clock, addresses } = options;
  let answeredAt = -Infinity;
  const tell = (isOver = false) => {
    const [pointer, ...others] = announcementRecords(announcement, addresses(), isOver);
    return mdns.respond({ answers: pointer === undefined ? [] : [pointer], additionals: others });
  };
  mdns.onQuery(({ questions = [] }) => {
    const now = clock.now();
    // everybody hears an answer: those who ask at the same time need only one (RFC 6762, section 6)
    if (now - answeredAt < ANSWER_SPACING_MS || !questions.some(asksForChat)) return;
    answeredAt = now;
    void tell();
  });
  void tell();
  return {
    async [Symbol.asyncDispose]() {
      await tell(true);
      await mdns.close();
    },
  };
}
