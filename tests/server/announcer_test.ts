import { assertEquals } from "@std/assert";
import { type DnsRecord, SERVICE } from "../../protocol/announcement.ts";
import type { DnsPacket, MulticastDns } from "../../runtime/multicast_dns.ts";
import { announceServer } from "../../server/announcer.ts";
import { ANSWER_SPACING_MS } from "../../server/limits.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

/** A network of which only the questions come in, and only the answers go out. */
class FakeMdns implements MulticastDns<DnsRecord> {
  readonly answers: DnsPacket<DnsRecord>[] = [];
  isClosed = false;
  ask: (packet: DnsPacket<DnsRecord>) => void = () => {};

  onQuery(take: (packet: DnsPacket<DnsRecord>) => void): void {
    this.ask = take;
  }
  onAnswer(): void {}
  query(): void {}
  respond(packet: DnsPacket<DnsRecord>): Promise<void> {
    this.answers.push(packet);
    return Promise.resolve();
  }
  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }
}

Deno.test("announceServer announces at once, answers no more often than it may, and says when it is over", async () => {
  const mdns = new FakeMdns();
  const clock = new VirtualClock();
  const announcement = { name: "lab", port: 1, tls: false };
  const announced = announceServer({ announcement, mdns, clock, addresses: () => ["10.0.0.7"] });
  assertEquals(mdns.answers[0]?.answers?.map(({ type }) => type), ["PTR"]);
  assertEquals(mdns.answers[0]?.additionals?.map(({ type }) => type), ["SRV", "TXT", "A"]);
  const question = { questions: [{ name: SERVICE, type: "PTR" }] };
  mdns.ask(question);
  mdns.ask({ questions: [{ name: "_http._tcp.local", type: "PTR" }] });
  mdns.ask({});
  await clock.advance(ANSWER_SPACING_MS - 1);
  mdns.ask(question);
  assertEquals(mdns.answers.length, 2);
  await clock.advance(1);
  mdns.ask(question);
  assertEquals(mdns.answers.length, 3);
  await announced[Symbol.asyncDispose]();
  const last = mdns.answers.at(-1);
  const ttls = [...last?.answers ?? [], ...last?.additionals ?? []].map(({ ttl }) => ttl);
  assertEquals([ttls, mdns.isClosed], [[0, 0, 0, 0], true]);
});
