import { assertEquals } from "@std/assert";
import { type JoinContext, makeLink } from "../../client/join_context.ts";
import { type Connector, TlsFailure } from "../../client/link/dial.ts";
import type { LinkEvent } from "../../client/link/events.ts";
import { RecalledSession } from "../../client/link/recalled_session.ts";
import { MAX_TOLD_NODES, NODE_RETRY_MS, STABLE_MS } from "../../client/limits.ts";
import { phrasesOf } from "../support/phrases.ts";
import type { Fingerprint } from "../../protocol/fingerprint.ts";
import { FakeServer, msgFrame } from "../support/fake_server.ts";
import { LinkEvents } from "../support/link_events.ts";
import { MemoryFiles } from "../support/memory_files.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

const HOME = "/home/ann";
const KNOWN = `${HOME}/.local/state/chat/known_servers`;

/** The fingerprint of a certificate that is made up. */
function pinOf(digit: string): Fingerprint {
  return `sha256:${digit.repeat(64)}`;
}

/** A server by its address; with a certificate it speaks TLS. */
interface Host {
  readonly server: FakeServer;
  readonly pin: Fingerprint | undefined;
}

/** A client that was given `one.lab:1`, where `hosts` are. */
function setUp(
  hosts: Readonly<Record<string, Fingerprint | undefined>>,
  { known = "", pin, mayGo = true, isFull = false }: {
    readonly known?: string;
    readonly pin?: Fingerprint;
    readonly mayGo?: boolean;
    readonly isFull?: boolean;
  } = {},
) {
  const clock = new VirtualClock();
  const files = new MemoryFiles();
  files.texts.set(KNOWN, known);
  const network = new Map<string, Host>(
    Object.entries(hosts).map(([address, pin]) => [address, { server: new FakeServer(), pin }]),
  );
  for (const { server } of network.values()) server.isPrivate = true;
  const told: string[] = [];
  const full = () => Promise.reject(new Error("the disk is full"));
  const connector = (host: string, port: number): Connector => {
    const at = network.get(`${host}:${port}`);
    const shown = (pin: Fingerprint) => ({ fingerprint: pin, pem: "", names: [] });
    const certificate = () =>
      at?.pin === undefined
        ? Promise.reject(new TlsFailure("no TLS"))
        : Promise.resolve(shown(at.pin));
    const secure = async (signal: AbortSignal) => await at!.server.dial(signal);
    return {
      plain: async (signal) => {
        if (at === undefined || at.pin !== undefined) throw new Error("not for you");
        return await at.server.dial(signal);
      },
      certificate,
      meet: async (signal) => ({
        certificate: await certificate(),
        transport: await secure(signal),
      }),
      secure: (_, signal) => secure(signal),
    };
  };
  const session = new RecalledSession({ nick: "ann", room: "lobby", prefix: "p" });
  const env = (name: string) => name === "HOME" ? HOME : undefined;
  const toldConnector = (host: string, port: number) => {
    told.push(`${host}:${port}`);
    return Promise.resolve(connector(host, port));
  };
  const system = {
    ...{ os: "linux", env, clock, random: () => 0.5, connector },
    files: { ...files, ...(isFull ? { replace: full } : {}) },
    toldConnector: mayGo ? toldConnector : undefined,
  } as unknown as JoinContext["system"];
  const events = new LinkEvents();
  const context: JoinContext = {
    ...{ system, session, phrases: phrasesOf("en"), host: "one.lab", port: 1, pin },
    stopped: new Promise(() => {}),
  };
  const link = makeLink(context, {
    emit: events.emit,
    catchUp: { most: Infinity, newest: Infinity },
  });
  const done = link.run();
  return {
    at: (address: string) => network.get(address)!.server,
    /** The servers to which the client has gone since it was told of them. */
    told,
    clock,
    files,
    link,
    events,
    async [Symbol.asyncDispose]() {
      link.leave(0);
      await done;
      assertEquals(clock.pending, 0, "timers were left over");
    },
  };
}

type SetUp = ReturnType<typeof setUp>;

/** Lets the client into the server that it was given, and tells of others; then that server is gone. */
async function told(t: SetUp, nodes: readonly { addr: string; pin?: string }[]): Promise<void> {
  const one = t.at("one.lab:1");
  const { peer } = await one.welcome({ nodes });
  peer.send(msgFrame(1));
  await t.events.next("message");
  await t.clock.advance(STABLE_MS);
  one.down = true;
  peer.cut();
  await t.events.next("waiting");
}

Deno.test("A client goes on at a server of which its own has told, and sends there what was typed meanwhile", async () => {
  await using t = setUp({ "one.lab:1": undefined, "two.lab:2": undefined });
  await told(t, [{ addr: "two.lab:2" }]);
  t.link.send({ kind: "say", text: "typed meanwhile" });
  await t.clock.advance(NODE_RETRY_MS);
  const { peer, hello } = await t.at("two.lab:2").welcome({ last: 1 });
  assertEquals([hello.resume, hello.since], ["secret", 1]);
  assertEquals((await peer.next("say")).text, "typed meanwhile");
  const [{ nodes, elsewhere }] = t.events.of("nodes") as [Extract<LinkEvent, { type: "nodes" }>];
  assertEquals([nodes, elsewhere], [[{ addr: "two.lab:2" }], []]);
  assertEquals(t.told, ["two.lab:2"]);
});

Deno.test("A client that was told of servers of which none is there comes back to its own", async () => {
  await using t = setUp({ "one.lab:1": undefined });
  await told(t, [{ addr: "two.lab:2" }, { addr: "three.lab:3" }]);
  t.at("one.lab:1").down = false;
  await t.clock.advance(10_000);
  await t.at("one.lab:1").welcome({ last: 1 });
  assertEquals(t.told, ["two.lab:2", "three.lab:3"]);
});

Deno.test("The certificate of a server that is told of is known before the first visit", async () => {
  const [one, two, other] = [pinOf("1"), pinOf("2"), pinOf("3")];
  const known = `one.lab:1 ${one}\n`;
  const nodes = [{ addr: "two.lab:2", pin: two }];
  {
    await using t = setUp({ "one.lab:1": one, "two.lab:2": two }, { known });
    await told(t, nodes);
    assertEquals(t.files.texts.get(KNOWN), `${known}two.lab:2 ${two}\n`);
    await t.clock.advance(NODE_RETRY_MS);
    await t.at("two.lab:2").welcome({ last: 1 });
    assertEquals(t.events.of("secured").map(({ security }) => security), [
      { fingerprint: one, trust: "known" },
      { fingerprint: two, trust: "known" },
    ]);
  }
  {
    await using t = setUp({ "one.lab:1": one, "two.lab:2": other }, { known });
    await told(t, nodes);
    await t.clock.advance(NODE_RETRY_MS);
    assertEquals((await t.events.next("waiting")).reason.code, "tls_changed");
  }
  {
    // also where it cannot be kept
    const hosts = { "one.lab:1": one, "two.lab:2": other };
    await using t = setUp(hosts, { known, isFull: true });
    await told(t, nodes);
    assertEquals(t.files.texts.get(KNOWN), known);
    await t.clock.advance(NODE_RETRY_MS);
    assertEquals((await t.events.next("waiting")).reason.code, "tls_changed");
  }
});

Deno.test("Of a server to which the client may not go nothing is kept, however often a liar tells of it", async () => {
  await using t = setUp({ "one.lab:1": undefined });
  const { peer } = await t.at("one.lab:1").welcome();
  const shutdown = (nodes: readonly { addr: string; pin: string }[]) =>
    peer.send({ type: "shutdown", message: "bye", nodes });
  const lie = pinOf("0");
  shutdown(["127.0.0.1:65432", "[::1]:65432", "0.0.0.0:1"].map((addr) => ({ addr, pin: lie })));
  for (let at = 0; at < 1_000; at++) shutdown([{ addr: `n${at}.lab:7`, pin: lie }]);
  peer.send(msgFrame(1));
  await t.events.next("message");
  // it is a server that the user has named: of that one another server may tell
  shutdown([{ addr: "one.lab:1", pin: pinOf("1") }]);
  peer.send(msgFrame(2));
  await t.events.next("message");
  await t.clock.advance(0);
  assertEquals(t.files.texts.get(KNOWN)!.trim().split("\n"), [
    ...Array.from({ length: MAX_TOLD_NODES }, (_, at) => `n${at}.lab:7 ${lie}`),
    `one.lab:1 ${pinOf("1")}`,
  ]);
});

Deno.test("A certificate that is known is replaced by none that is told, and none of many told at once is lost", async () => {
  const [one, two, lie] = [pinOf("1"), pinOf("2"), pinOf("0")];
  const known = `one.lab:1 ${one}\ntwo.lab:2 ${two}\n`;
  await using t = setUp({ "one.lab:1": one }, { known });
  const { peer } = await t.at("one.lab:1").welcome();
  for (const [addr, pin] of [["ONE.lab:1", lie], ["Two.lab:2", lie]] as const) {
    peer.send({ type: "shutdown", message: "bye", nodes: [{ addr, pin }] });
  }
  const told = ["three.lab:3", "four.lab:4", "five.lab:5"];
  for (const pin of [pinOf("3"), lie]) {
    for (const addr of told) {
      peer.send({ type: "shutdown", message: "bye", nodes: [{ addr, pin }] });
    }
  }
  peer.send(msgFrame(1));
  await t.events.next("message");
  await t.clock.advance(0);
  const added = told.map((addr) => `${addr} ${pinOf("3")}\n`).join("");
  assertEquals(t.files.texts.get(KNOWN), known + added);
});

Deno.test("A client that has spoken TLS goes to no server without, whatever it was told", async () => {
  const one = pinOf("1");
  const known = `one.lab:1 ${one}\n`;
  await using t = setUp({ "one.lab:1": one, "two.lab:2": undefined }, { known });
  await told(t, [{ addr: "two.lab:2" }]);
  await t.clock.advance(NODE_RETRY_MS);
  assertEquals((await t.events.next("waiting")).reason.code, "tls_missing");
  assertEquals(t.at("two.lab:2").dials, 0);
});

Deno.test("A client without TLS may come back to its own server after another one has vouched for certificates", async () => {
  await using t = setUp({ "one.lab:1": undefined });
  await told(t, [{ addr: "two.lab:2", pin: pinOf("2") }]);
  t.at("one.lab:1").down = false;
  await t.clock.advance(NODE_RETRY_MS);
  await t.clock.advance(10_000);
  await t.at("one.lab:1").welcome({ last: 1 });
});

Deno.test("With --pin a client goes to no server that has another certificate", async () => {
  const [one, two] = [pinOf("1"), pinOf("2")];
  const hosts = { "one.lab:1": one, "two.lab:2": two, "three.lab:3": one };
  await using t = setUp(hosts, { pin: one });
  await told(t, [{ addr: "two.lab:2", pin: two }, { addr: "three.lab:3", pin: one }]);
  await t.clock.advance(NODE_RETRY_MS);
  await t.at("three.lab:3").welcome({ last: 1 });
  assertEquals(t.told, ["three.lab:3"]);
  const [{ nodes, elsewhere }] = t.events.of("nodes") as [Extract<LinkEvent, { type: "nodes" }>];
  assertEquals([nodes.length, elsewhere], [2, [{ addr: "two.lab:2", pin: two }]]);
});

Deno.test("What makes no sense is not tried, nor what the client may not reach", async () => {
  const bad = ["0.0.0.0:1", "127.0.0.1:22", "a b:1", "two.lab", "two.lab:0", ":1", "", "ONE.lab:1"];
  const nodes = [...bad.map((addr) => ({ addr })), { addr: "two.lab:2", pin: "sha256:short" }];
  for (const mayGo of [true, false]) {
    await using t = setUp({ "one.lab:1": undefined }, { mayGo });
    await told(t, nodes.slice(0, 4));
    t.at("one.lab:1").down = false;
    await t.clock.advance(1_000);
    const { peer } = await t.at("one.lab:1").welcome({ nodes: nodes.slice(4), last: 1 });
    await t.events.next("caught_up");
    assertEquals([t.told, t.events.of("nodes")], [[], []]);
    peer.send({ type: "shutdown", message: "bye", nodes: [{ addr: "three.lab:3" }] });
    const { elsewhere } = await t.events.next("nodes");
    assertEquals(elsewhere, mayGo ? [] : [{ addr: "three.lab:3" }]);
  }
});
