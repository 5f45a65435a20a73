import { assertEquals } from "@std/assert";
import { CONTINUATION } from "../../../protocol/frames.ts";
import { type FakePeer, msgFrame, welcomeFrame } from "../../support/fake_server.ts";
import { type DialectScene, dialectSuite, type Said, type ServerVoice } from "./dialect_suite.ts";

/** A native server. */
class NativeVoice implements ServerVoice {
  readonly #peer: FakePeer;
  #nick = "";
  #since = 0;
  #last = 0;

  constructor(peer: FakePeer) {
    this.#peer = peer;
  }

  async greet(): Promise<string> {
    this.#peer.send("NICKNAME_REQUEST\n");
    const { nick, since = 0 } = await this.#peer.next("hello");
    this.#nick = nick;
    this.#since = since;
    return nick;
  }

  refuseNick(): Promise<void> {
    this.#peer.send({ type: "error", code: "nick_taken", message: "It is taken" });
    return Promise.resolve();
  }

  letIn(past: readonly Said[], missed: number): Promise<void> {
    this.#last = past.length;
    assertEquals(this.#since, past.length - missed);
    const old = past.map((said, i) => msgFrame(i + 1, { ...said, old: true }));
    this.#peer.send(
      welcomeFrame({ nick: this.#nick, last: past.length }),
      ...old.slice(this.#since),
      { type: "live" },
    );
    return Promise.resolve();
  }

  say(message: Said): Promise<void> {
    this.#peer.send(msgFrame(++this.#last, message));
    return Promise.resolve();
  }

  async take(): Promise<string> {
    const { text, cid } = await this.#peer.next("say");
    this.#peer.send(msgFrame(++this.#last, { nick: this.#nick, text, cid }));
    return text;
  }

  stop(): Promise<void> {
    this.#peer.send({ type: "shutdown", message: "" });
    this.#peer.end();
    return Promise.resolve();
  }

  async goodbye(): Promise<void> {
    await this.#peer.next("bye");
  }
}

/** The old server. It needs pauses: its client tells its messages apart by them. */
class PlainVoice implements ServerVoice {
  readonly #peer: FakePeer;
  readonly #pause: (ms: number) => Promise<void>;
  #taken = 0;

  constructor(peer: FakePeer, { clock }: DialectScene) {
    this.#peer = peer;
    this.#pause = (ms) => clock.advance(ms);
  }

  async greet(): Promise<string> {
    this.#peer.send("NICKNAME_REQUEST");
    await this.#pause(300);
    return await this.#write();
  }

  async refuseNick(): Promise<void> {
    this.#peer.send("Никнейм уже занят.\n");
    this.#peer.end();
    await this.#pause(0);
  }

  async letIn(past: readonly Said[]): Promise<void> {
    const lines = past.map((said) => `[2025-11-23 02:15:29] ${lineOf(said)}`).join("");
    this.#peer.send(
      past.length === 0
        ? "Истории чата еще нет.\n"
        : `--- Последние 10 сообщений ---\n${lines}--- Конец истории ---\n`,
    );
    await this.#pause(150);
  }

  say(message: Said): Promise<void> {
    this.#peer.send(lineOf(message));
    return Promise.resolve();
  }

  async take(): Promise<string> {
    const text = await this.#write();
    await this.#pause(150);
    return text.replaceAll(`\n${CONTINUATION}`, "\n");
  }

  stop(): Promise<void> {
    this.#peer.send("SERVER_SHUTDOWN");
    this.#peer.end();
    return Promise.resolve();
  }

  async goodbye(): Promise<void> {
    await this.#peer.until("the end", ({ writeClosed }) => writeClosed);
  }

  /** Resolves with what the client writes next. */
  async #write(): Promise<string> {
    await this.#peer.until("a write", ({ writes }) => writes.length > this.#taken);
    return this.#peer.writes[this.#taken++] ?? "";
  }
}

function lineOf({ nick, text }: Said): string {
  return `${nick}: ${text.replaceAll("\n", `\n${CONTINUATION}`)}\n`;
}

dialectSuite("NativeDialect", (peer) => new NativeVoice(peer));
dialectSuite("PlainDialect", (peer, scene) => new PlainVoice(peer, scene));
