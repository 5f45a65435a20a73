import { assertEquals } from "@std/assert";
import { lookForServers } from "../../client/announced_servers.ts";
import { LOOK_MS, MAX_ANNOUNCED_SERVERS, MAX_ANSWER_RECORDS } from "../../client/limits.ts";
import { announcementRecords, type DnsRecord, SERVICE } from "../../protocol/announcement.ts";
import type { DnsPacket } from "../../runtime/multicast_dns.ts";
import { settled, VirtualClock } from "../support/virtual_clock.ts";

type Take = (packet: DnsPacket<DnsRecord>, address: string) => void;

/** Looks, while `answer` gives answers; resolves with what was found and what was asked. */
async function looking(answer: (take: Take) => void) {
  const clock = new VirtualClock();
  const asked: string[] = [];
  let take: Take = () => {};
  const found = lookForServers({
    onAnswer: (each) => void (take = each),
    query: (name, type) => void asked.push(`${name} ${type}`),
  }, clock);
  answer(take);
  for (let ms = 0; ms < LOOK_MS; ms += 100) {
    await clock.advance(100);
    await settled();
  }
  return { found: await found, asked };
}

const answerOf = (name: string, port: number) => ({
  answers: announcementRecords({ name, port, tls: true }, ["192.0.2.1"]),
});

Deno.test("lookForServers asks a few times, and takes each server once, at the address of the sender", async () => {
  const { found, asked } = await looking((take) => {
    for (let time = 0; time < 3; time++) take(answerOf("lab", 7), "10.0.0.7");
    take({}, "10.0.0.8");
  });
  assertEquals(found, [{ name: "lab", port: 7, tls: true, host: "10.0.0.7" }]);
  assertEquals(asked, Array(3).fill(`${SERVICE} PTR`));
});

Deno.test("lookForServers looks at MAX_ANSWER_RECORDS records of an answer, and at no more", async () => {
  const { answers } = answerOf("lab", 7);
  const noise = (count: number) =>
    Array<DnsRecord>(count).fill(answerOf("noise", 1).answers.at(-1)!);
  const answer = (count: number) => ({ answers: [...noise(count - answers.length), ...answers] });
  const names = async (count: number) =>
    (await looking((take) => take(answer(count), "h"))).found.map(({ name }) => name);
  assertEquals(await names(MAX_ANSWER_RECORDS), ["lab"]);
  assertEquals(await names(MAX_ANSWER_RECORDS + answers.length), []);
});

Deno.test("lookForServers takes so many servers, and no more", async () => {
  const { found } = await looking((take) => {
    for (let port = 1; port <= MAX_ANNOUNCED_SERVERS + 1; port++) take(answerOf("x", port), "h");
  });
  assertEquals([found.length, found.at(-1)?.port], [MAX_ANNOUNCED_SERVERS, MAX_ANNOUNCED_SERVERS]);
});
