import { assertEquals } from "@std/assert";
import { Admission, type AdmissionOptions } from "../../../server/net/admission.ts";
import { phrasesOf } from "../../support/phrases.ts";

const say = phrasesOf("en").server;

/** Lets in whom it can; what it says to each of those who come. */
function come(admission: Admission, ...addresses: string[]): (string | undefined)[] {
  return addresses.map((address) => {
    const refusal = admission.refusal(address);
    if (refusal === undefined) admission.connections.add(address);
    return refusal?.message;
  });
}

function admission(options: Partial<AdmissionOptions> = {}): Admission {
  return new Admission({ maxClients: 0, perAddress: 0, phrases: say, ...options });
}

Deno.test("Admission lets in as many clients as it may and not one more, until one is gone", () => {
  const three = admission({ maxClients: 3 });
  const addresses = ["192.0.2.1", "192.0.2.2", "127.0.0.1"];
  assertEquals(come(three, ...addresses, "127.0.0.1"), [
    ...[undefined, undefined, undefined],
    say.full(3),
  ]);
  assertEquals(three.refusal("192.0.2.3")?.code, "full");
  three.connections.remove("192.0.2.1");
  assertEquals(come(three, "192.0.2.3", "192.0.2.4"), [undefined, say.full(3)]);
});

Deno.test("Admission lets in as many of one address as it may and not one more; loopback is exempt", () => {
  const two = admission({ perAddress: 2 });
  const third = come(two, "192.0.2.1", "192.0.2.1", "192.0.2.1", "::ffff:192.0.2.1");
  assertEquals(third, [undefined, undefined, say.perAddress(2), say.perAddress(2)]);
  assertEquals(two.refusal("192.0.2.1")?.code, "full");
  assertEquals(come(two, "192.0.2.2"), [undefined]);
  for (const loopback of ["127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1"]) {
    assertEquals(come(two, ...Array(4).fill(loopback)), Array(4).fill(undefined));
  }
  two.connections.remove("192.0.2.1");
  assertEquals(come(two, "192.0.2.1"), [undefined]);
});

Deno.test("Admission counts the network of an IPv6 address, which one customer has to themselves", () => {
  const one = admission({ perAddress: 1 });
  assertEquals(come(one, "2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:2::1"), [
    undefined,
    say.perAddress(1),
    undefined,
  ]);
});

Deno.test("Admission with bounds of 0 has none", () => {
  const all = come(admission(), ...Array(3_000).fill("192.0.2.1"));
  assertEquals(all.every((message) => message === undefined), true);
});

Deno.test("Admission lets in nobody who is banned, whatever the bounds", () => {
  const until = "2026-11-23T00:00:00.000Z";
  const bans = new Map([["192.0.2.1", {}], ["192.0.2.3", { until }]]);
  const full = admission({ banOf: (address) => bans.get(address), maxClients: 1 });
  assertEquals(come(full, "192.0.2.2"), [undefined]);
  assertEquals(full.refusal("192.0.2.1"), {
    code: "banned",
    message: "You are banned from this server",
    data: {},
  });
  assertEquals(full.refusal("192.0.2.3"), {
    code: "banned",
    message: `You are banned from this server until ${until}`,
    data: { until },
  });
  assertEquals(full.refusal("192.0.2.2")?.code, "full");
});

Deno.test("Admission lets nobody in while nothing can be stored", () => {
  let isWaiting = true;
  const some = admission({ isWaiting: () => isWaiting });
  assertEquals(some.refusal("192.0.2.1"), { code: "unavailable", message: say.unavailable });
  isWaiting = false;
  assertEquals(some.refusal("192.0.2.1"), undefined);
});
