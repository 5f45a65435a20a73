import { assertEquals } from "@std/assert";
import { ConnectionLog } from "../../../server/net/connection_log.ts";

Deno.test("ConnectionLog names the address, and the nickname that was had last", () => {
  const lines: unknown[] = [];
  let nick: string | undefined = "ann";
  const log = new ConnectionLog(
    (level, event, fields) => void lines.push([level, event, fields]),
    "192.0.2.1:5000",
    () => nick,
  );
  log.write("info", "no TLS", { cause: "none" });
  assertEquals(log.isNamed, false);
  log.name("ann");
  nick = "anna";
  log.write("info", "cut", { code: "slow" });
  nick = "annabel";
  log.note();
  nick = undefined;
  log.write("info", "left");
  assertEquals(log.isNamed, true);
  assertEquals(lines, [
    ["info", "no TLS", { peer: "192.0.2.1:5000", cause: "none" }],
    ["info", "cut", { peer: "192.0.2.1:5000", nick: "anna", code: "slow" }],
    ["info", "left", { peer: "192.0.2.1:5000", nick: "annabel" }],
  ]);
});
