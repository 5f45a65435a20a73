import { assertEquals, assertRejects } from "@std/assert";
import type { PortRequest } from "../../client/dial/port_messages.ts";
import { portConnector } from "../../client/dial/port_transport.ts";
import { ToldConnections } from "../../client/told_connections.ts";
import { ToldThreads } from "../../client/told_threads.ts";
import { soon } from "../support/soon.ts";

const SIGNAL = new AbortController().signal;

Deno.test("ToldConnections tells the client where nothing can be loaded that connects", async () => {
  await using told = new ToldConnections(() => Promise.reject(new TypeError("not loaded")));
  const connector = portConnector("a.lab", 7, told.connect);
  for (let round = 0; round < 2; round++) {
    const dialling = soon(connector.plain(SIGNAL));
    await assertRejects(() => dialling, Error, "not loaded");
  }
});

Deno.test("ToldConnections loads what connects when it is wanted, once, and ends it at the end", async () => {
  const seen: string[] = [];
  const load = () => {
    seen.push("load");
    const start = () => ({
      postMessage: (_: PortRequest, [port]: MessagePort[]) => {
        seen.push("ask");
        port?.close();
      },
      terminate: () => void seen.push("end"),
      onerror: null,
    });
    return Promise.resolve(new ToldThreads([{ host: "one.lab", port: 1 }], start));
  };
  await new ToldConnections(load)[Symbol.asyncDispose]();
  assertEquals(seen, []);
  const told = new ToldConnections(load);
  const connector = portConnector("two.lab", 2, told.connect);
  const ends = [connector.plain(SIGNAL), connector.plain(SIGNAL)]
    .map((each) => assertRejects(() => soon(each), Error, "ended"));
  await told[Symbol.asyncDispose]();
  await Promise.all(ends);
  assertEquals(seen, ["load", "ask", "ask", "end"]);
});
