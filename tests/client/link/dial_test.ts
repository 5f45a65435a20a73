import { assertEquals, assertInstanceOf, assertRejects, assertStringIncludes } from "@std/assert";
import {
  type Connector,
  makeDial,
  type ShownCertificate,
  TlsFailure,
} from "../../../client/link/dial.ts";
import type { Files } from "../../../client/memory/files.ts";
import { knownServer } from "../../../client/memory/known_servers.ts";
import { TlsUntried, type Transport, TrustError } from "../../../client/link/transport.ts";
import type { Fingerprint } from "../../../protocol/fingerprint.ts";
import { FakePeer } from "../../support/fake_server.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

const OURS: Fingerprint = `sha256:${"0a".repeat(32)}`;
const OTHER: Fingerprint = `sha256:${"ff".repeat(32)}`;
const PATH = "/state/known_servers";

/** A server, as the network shows it. */
class FakeHost {
  /** What it says on a plain connection, and when; nothing where undefined. */
  greets: { readonly text: string; readonly afterMs: number } | undefined;
  /** The certificate it shows; none where it speaks no TLS. */
  certificate: Fingerprint | undefined;
  /** Whether it has the key to that. */
  hasKey = true;
  /** Whether its certificate is out of date, by the client's clock. */
  hasOldDates = false;
  /** Whether the connection that shows the certificate also proves the key. */
  provesAtOnce = true;
  /** Whether another server of its cluster has spoken TLS. */
  isClusterEncrypted = false;
  readonly clock = new VirtualClock();
  readonly plain: FakePeer[] = [];
  readonly secured: FakePeer[] = [];
  readonly texts = new Map<string, string>();
  cannot: "read" | "write" | undefined;

  readonly connector: Connector = {
    plain: () => {
      const peer = new FakePeer(Infinity);
      this.plain.push(peer);
      if (this.greets !== undefined) {
        const { text, afterMs } = this.greets;
        this.clock.after(afterMs, () => peer.send(text));
      }
      return Promise.resolve(peer);
    },
    certificate: () => {
      if (this.certificate === undefined) return Promise.reject(new TlsFailure("no TLS"));
      const shown: ShownCertificate = { fingerprint: this.certificate, pem: "", names: [] };
      return Promise.resolve(shown);
    },
    meet: async (signal) => {
      const certificate = await this.connector.certificate(signal);
      return this.provesAtOnce ? { certificate, transport: this.#secured() } : { certificate };
    },
    secure: () => {
      if (this.hasOldDates) return Promise.reject(new TlsFailure("it has expired"));
      return Promise.resolve(this.#secured());
    },
  };

  #secured(): FakePeer {
    if (!this.hasKey) throw new TlsFailure("bad signature");
    const peer = new FakePeer(Infinity);
    this.secured.push(peer);
    return peer;
  }

  readonly #files: Pick<Files, "read" | "replace"> = {
    read: (path) => {
      if (this.cannot === "read") return Promise.reject(new Error("it is forbidden"));
      return Promise.resolve(this.texts.get(path));
    },
    replace: (path, text) => {
      if (this.cannot === "write") return Promise.reject(new Error("the disk is full"));
      this.texts.set(path, text);
      return Promise.resolve();
    },
  };

  get known(): string | undefined {
    return this.texts.get(PATH);
  }

  knows(fingerprint: string): void {
    this.texts.set(PATH, `[::1]:7 ${fingerprint}\n`);
  }

  /** Dials while time goes on. */
  async dial(pin?: Fingerprint): Promise<Transport> {
    const known = knownServer(this.#files, PATH, "::1", 7);
    const { isClusterEncrypted, connector, clock } = this;
    const isEncrypted = () => Promise.resolve(isClusterEncrypted);
    const dial = makeDial({ connector, clock, known, pin, isEncrypted });
    const dialed = dial(new AbortController().signal);
    dialed.catch(() => {});
    await this.clock.advance(10_000);
    return await dialed;
  }

  async refusal(pin?: Fingerprint): Promise<TrustError> {
    const before = this.secured.length;
    const error = await assertRejects(() => this.dial(pin), TrustError);
    assertInstanceOf(error, TrustError);
    assertEquals([...this.plain, ...this.secured].flatMap(({ writes }) => writes), []);
    const all = [...this.plain, ...this.secured.slice(before)];
    assertEquals(all.every(({ closed }) => closed), true, "a connection was left open");
    assertEquals(this.clock.pending, 0);
    return error;
  }
}

function host(fields: Partial<Pick<FakeHost, "greets" | "certificate" | "hasKey">> = {}): FakeHost {
  return Object.assign(new FakeHost(), fields);
}

const SOON = { text: "NICKNAME_REQUEST\n", afterMs: 10 };

async function textOf(connection: Transport): Promise<string> {
  const bytes = new Uint8Array(5);
  let text = "";
  while (!text.endsWith("\n")) {
    text += new TextDecoder().decode(bytes.subarray(0, await connection.read(bytes) ?? 0));
  }
  return text;
}

Deno.test("dial stays with a plain server that greets, and hands its greeting on", async () => {
  const server = host({ greets: SOON, certificate: OURS });
  const connection = await server.dial();
  assertEquals(connection.security, undefined);
  assertEquals(await textOf(connection), SOON.text);
  assertEquals(server.secured.length, 0);
  assertEquals(server.known, undefined);
});

Deno.test("dial turns to TLS where there is silence, and remembers the server", async () => {
  const server = host({ certificate: OURS });
  const first = await server.dial();
  assertEquals(first.security, { fingerprint: OURS, trust: "new" });
  assertEquals(first.isPrivate, true);
  assertEquals(server.known, `[::1]:7 ${OURS}\n`);
  assertEquals(server.plain[0]?.closed, true);
  const second = await server.dial();
  assertEquals(second.security, { fingerprint: OURS, trust: "known" });
  assertEquals(server.plain.length, 1, "a known server is never spoken to in plain text");
});

Deno.test("dial never speaks without TLS to a server of a cluster where there was TLS", async () => {
  const plain = Object.assign(host({ greets: SOON }), { isClusterEncrypted: true });
  assertEquals((await plain.refusal()).code, "tls_missing");
  assertEquals(plain.plain.length, 0);
  const encrypted = Object.assign(host({ certificate: OURS }), { isClusterEncrypted: true });
  assertEquals((await encrypted.dial()).security, { fingerprint: OURS, trust: "new" });
  assertEquals([encrypted.plain.length, encrypted.known], [0, `[::1]:7 ${OURS}\n`]);
});

Deno.test("dial waits for a slow plain server that speaks no TLS", async () => {
  const server = host({ greets: { text: "NICKNAME_REQUEST\n", afterMs: 2_000 } });
  const connection = await server.dial();
  assertEquals(await textOf(connection), "NICKNAME_REQUEST\n");
  assertEquals(connection.security, undefined);
});

Deno.test("dial listens to the first connection while TLS is tried on the second", async () => {
  const server = host({ greets: { text: "NICKNAME_REQUEST\n", afterMs: 700 } });
  const { promise, reject } = Promise.withResolvers<ShownCertificate>();
  const connector = { ...server.connector, certificate: () => promise };
  Object.assign(server, { connector });
  const connection = await server.dial();
  assertEquals(await textOf(connection), "NICKNAME_REQUEST\n");
  reject(new TlsFailure("too late to matter"));
});

Deno.test("dial refuses a certificate other than the one known, and says nothing", async () => {
  const server = host({ certificate: OTHER });
  server.knows(OURS);
  const refusal = await server.refusal();
  assertEquals(refusal.code, "tls_changed");
  for (const part of [OURS, OTHER, PATH]) assertStringIncludes(refusal.message, part);
  assertEquals(server.known, `[::1]:7 ${OURS}\n`);
});

Deno.test("dial refuses a server known with TLS that greets without", async () => {
  const server = host({ greets: SOON });
  server.knows(OURS);
  assertEquals((await server.refusal()).code, "tls_missing");
});

Deno.test("dial goes on trying where a known server cannot be reached", async () => {
  const server = host();
  server.knows(OURS);
  const down = () => Promise.reject(new Deno.errors.ConnectionRefused("refused"));
  Object.assign(server, { connector: { ...server.connector, meet: down, plain: down } });
  await assertRejects(() => server.dial(), Deno.errors.ConnectionRefused);
});

Deno.test("dial refuses a server without the key to its certificate, and does not remember it", async () => {
  const server = host({ certificate: OURS, hasKey: false });
  assertEquals((await server.refusal()).code, "tls_unproven");
  assertEquals(server.known, undefined);
  assertEquals((await server.refusal(OURS)).code, "tls_unproven");
});

Deno.test("dial meets a known server on one connection, and does not judge it by dates", async () => {
  const server = host({ certificate: OURS });
  server.hasOldDates = true;
  assertEquals((await server.refusal()).code, "tls_unproven", "nothing else is known of it yet");
  server.knows(OURS);
  const { security } = await server.dial();
  assertEquals(security, { fingerprint: OURS, trust: "known" });
  assertEquals(server.secured.length, 1);
  assertEquals((await server.dial(OURS)).security, { fingerprint: OURS, trust: "pinned" });
});

Deno.test("dial takes a second connection where the first cannot prove the key", async () => {
  const server = host({ certificate: OURS });
  server.provesAtOnce = false;
  server.knows(OURS);
  assertEquals((await server.dial()).security, { fingerprint: OURS, trust: "known" });
  server.hasKey = false;
  server.secured.length = 0;
  assertEquals((await server.refusal()).code, "tls_unproven");
});

Deno.test("dial tells why TLS could not be tried, when a server says nothing", async () => {
  const server = host({ certificate: OURS });
  const broken = () => Promise.reject(new Deno.errors.ConnectionReset("reset by peer"));
  Object.assign(server, { connector: { ...server.connector, certificate: broken } });
  const known = knownServer(
    { read: () => Promise.resolve(undefined), replace: () => Promise.resolve() },
    PATH,
    "h",
    1,
  );
  const late = new AbortController();
  const dialed = makeDial({ connector: server.connector, clock: server.clock, known })(late.signal);
  dialed.catch(() => {});
  await server.clock.advance(9_000);
  late.abort();
  await assertRejects(() => dialed, TlsUntried, "reset by peer");
  assertEquals(server.plain[0]?.closed, true);
});

Deno.test("dial waits for a slow plain server that breaks off what begins with TLS", async () => {
  const server = host({ greets: { text: "NICKNAME_REQUEST\n", afterMs: 2_000 } });
  const broken = () => Promise.reject(new Deno.errors.ConnectionReset("reset by peer"));
  Object.assign(server, { connector: { ...server.connector, certificate: broken } });
  assertEquals(await textOf(await server.dial()), "NICKNAME_REQUEST\n");
});

Deno.test("dial with a pin trusts that alone, whatever is known", async () => {
  const server = host({ certificate: OURS, greets: SOON });
  server.knows(OTHER);
  const connection = await server.dial(OURS);
  assertEquals(connection.security, { fingerprint: OURS, trust: "pinned" });
  assertEquals(server.known, `[::1]:7 ${OURS}\n`);
  assertEquals((await server.refusal(OTHER)).code, "tls_other");
  assertEquals((await host({ greets: SOON }).refusal(OURS)).code, "tls_unpinned");
});

Deno.test("dial trusts no server while the known servers cannot be read", async () => {
  const server = host({ certificate: OURS });
  server.cannot = "read";
  const refusal = await server.refusal();
  assertEquals([refusal.code, refusal.message], ["known_unreadable", "it is forbidden"]);
  server.cannot = undefined;
  server.knows("sha256:spoilt");
  assertEquals((await server.refusal()).code, "tls_changed");
});

Deno.test("dial tells why a fingerprint cannot be saved, and remembers it while it runs", async () => {
  const server = host({ certificate: OURS });
  server.cannot = "write";
  const { security } = await server.dial();
  assertEquals(security, { fingerprint: OURS, trust: "new", unsaved: "the disk is full" });
});

Deno.test("dial ends when it is cancelled", async () => {
  const server = host();
  const { promise } = Promise.withResolvers<ShownCertificate>();
  Object.assign(server, { connector: { ...server.connector, certificate: () => promise } });
  const cancelled = new AbortController();
  const known = knownServer(
    {
      read: () => Promise.resolve(undefined),
      replace: () => Promise.resolve(),
    },
    PATH,
    "h",
    1,
  );
  const dialed = makeDial({ connector: server.connector, clock: server.clock, known })(
    cancelled.signal,
  );
  dialed.catch(() => {});
  await server.clock.advance(400);
  cancelled.abort();
  await assertRejects(() => dialed);
  assertEquals(server.plain[0]?.closed, true);
});
