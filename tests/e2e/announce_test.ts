/** A server that announces itself, found from another machine: two network namespaces of Linux. */

import { assertEquals, assertMatch } from "@std/assert";
import { chatCommand, chatDenoVersion } from "../support/command.ts";
import { needs } from "../support/missing.ts";
import { listening, Process } from "../support/process.ts";
import { Terminal } from "../support/tmux.ts";
import { tempFolder } from "./support/temp.ts";

const SERVER = `chat-s-${Deno.pid}`;
const CLIENT = `chat-c-${Deno.pid}`;

function ip(...args: string[]): string | undefined {
  const { success, stderr } = new Deno.Command("ip", { args }).outputSync();
  return success ? undefined : new TextDecoder().decode(stderr).trim();
}

/** Two machines on one network; why they cannot be had, where the system refuses them. */
function makeNetwork(): string | undefined {
  const failed = ip("netns", "add", SERVER) ?? ip("netns", "add", CLIENT);
  if (failed !== undefined) return failed;
  const pair = [`cs${Deno.pid}`, `cc${Deno.pid}`] as const;
  const steps = [
    ["link", "add", pair[0], "type", "veth", "peer", "name", pair[1]],
    ...[[SERVER, pair[0], "10.9.0.1/24"], [CLIENT, pair[1], "10.9.0.2/24"]].flatMap((
      [space = "", link = "", address = ""],
    ) => [
      ["link", "set", link, "netns", space],
      ["-n", space, "address", "add", address, "dev", link],
      ["-n", space, "link", "set", link, "up"],
      ["-n", space, "link", "set", "lo", "up"],
      ["-n", space, "route", "add", "224.0.0.0/4", "dev", link],
    ]),
  ];
  for (const step of steps) {
    const why = ip(...step);
    if (why !== undefined) return why;
  }
  return undefined;
}

function removeNetwork(): void {
  for (const space of [SERVER, CLIENT]) ip("netns", "delete", space);
}

/** The first Deno whose `node:dgram` joins a multicast group (seen: not in 2.6.8, in 2.9.6). */
const MIN_DENO = "2.9.0";

function isOlder(version: string, than: string): boolean {
  return version.localeCompare(than, "en", { numeric: true }) < 0;
}

const within = (space: string, ...command: string[]) => ["ip", "netns", "exec", space, ...command];

Deno.test({
  ...needs("ip", "tmux"),
  name: "chat join alone finds a server that announces itself, and no other",
  async fn() {
    const deno = await chatDenoVersion();
    if (isOlder(deno, MIN_DENO)) {
      return console.warn(`Not tested: Deno ${deno} sends no multicast; it takes ${MIN_DENO}`);
    }
    const refused = makeNetwork();
    try {
      if (refused !== undefined) {
        return console.warn(`Not tested: no network namespaces: ${refused}`);
      }
      await using data = await tempFolder();
      const serve = (port: string, ...more: string[]) => {
        const args = [
          "serve",
          "--host",
          "0.0.0.0",
          "--port",
          port,
          "--data",
          `${data.path}/${port}`,
        ];
        return Process.start(within(SERVER, ...chatCommand(), ...args, ...more));
      };
      await using announced = await serve("7001", "--announce", "--tls");
      await using silent = await serve("7002");
      await Promise.all([listening(announced), listening(silent)]);
      await using terminal = await Terminal.start(within(CLIENT, ...chatCommand(), "join"));
      const screen = await terminal.waitFor(/Number or address:/);
      assertMatch(screen, /^ +1 .* 10\.9\.0\.1:7001 +announced here, TLS$/m);
      assertEquals(screen.includes("7002"), false);
      await terminal.type("1");
      await terminal.key("Enter");
      await terminal.waitFor(/Nickname:/);
      assertEquals((await announced.stop("SIGTERM")).code, 0);
    } finally {
      removeNetwork();
    }
  },
});
