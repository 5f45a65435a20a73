import { assertEquals } from "@std/assert";
import fc from "../support/fast_check.ts";
import {
  announcementRecords,
  announcementsIn,
  asksForChat,
  type DnsRecord,
  labelOf,
  SERVICE,
} from "../../protocol/announcement.ts";

const lab = { name: "The Lab", port: 65_432, tls: true };

Deno.test("announcementsIn reads what announcementRecords says, and nothing that is over", () => {
  for (const tls of [true, false]) {
    const records = announcementRecords({ ...lab, tls }, ["10.0.0.7"]);
    assertEquals(announcementsIn(records), [{ ...lab, tls }]);
  }
  assertEquals(announcementsIn(announcementRecords(lab, [], true)), []);
});

Deno.test("announcementsIn takes texts as bytes, as they come from the network", () => {
  const records = announcementRecords(lab, []).map((record) =>
    record.type === "TXT" ? { ...record, data: [new TextEncoder().encode("tls=1")] } : record
  );
  assertEquals(announcementsIn(records)[0]?.tls, true);
});

Deno.test("announcementRecords tell the name, the port, TLS and the address, and nothing else", () => {
  assertEquals(announcementRecords(lab, ["10.0.0.7"]).map(({ data }) => data), [
    `The Lab.${SERVICE}`,
    { port: 65_432, target: "The-Lab.local", priority: 0, weight: 0 },
    ["tls=1"],
    "10.0.0.7",
  ]);
});

Deno.test("labelOf is clean, one line, without dots, and at most 63 bytes", () => {
  assertEquals(labelOf("a\x1b[31m\u202e.b\n c"), "a b c");
  assertEquals(labelOf("x".repeat(63)), "x".repeat(63));
  assertEquals(labelOf("x".repeat(64)), "x".repeat(63));
  assertEquals(labelOf("ж".repeat(32)), "ж".repeat(31));
});

Deno.test("announcementsIn leaves out what makes no sense", () => {
  const pointer = { name: SERVICE, type: "PTR", data: `x.${SERVICE}` };
  const server = (data: unknown): DnsRecord => ({ name: `x.${SERVICE}`, type: "SRV", data });
  const wrong: unknown[] = [undefined, null, {}, { port: 0 }, { port: 65_536 }, { port: "1" }];
  for (const data of wrong) assertEquals(announcementsIn([pointer, server(data)]), []);
  assertEquals(announcementsIn([pointer]), []);
  assertEquals(announcementsIn([{ ...pointer, data: "x.other" }, server({ port: 1 })]), []);
});

Deno.test("announcementsIn takes any records without a fault", () => {
  const record = fc.record({
    name: fc.oneof(fc.string(), fc.constant(SERVICE), fc.constant(`x.${SERVICE}`)),
    type: fc.constantFrom("PTR", "SRV", "TXT", "A"),
    data: fc.anything(),
  });
  fc.assert(fc.property(fc.array(record), (records) => void announcementsIn(records)));
});

Deno.test("asksForChat knows the questions about this service", () => {
  assertEquals(asksForChat({ name: SERVICE, type: "PTR" }), true);
  assertEquals(asksForChat({ name: `x.${SERVICE.toUpperCase()}`, type: "SRV" }), true);
  assertEquals(asksForChat({ name: "_http._tcp.local", type: "PTR" }), false);
  assertEquals(asksForChat({ name: SERVICE, type: "A" }), false);
  assertEquals(asksForChat({ name: undefined, type: "PTR" }), false);
});
