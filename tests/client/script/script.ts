/** A pipe with a test at all of its ends. */

import { Link } from "../../../client/link/link.ts";
import { OtherService } from "../../../client/link/other_service.ts";
import { PlainDialect } from "../../../client/link/plain_dialect.ts";
import { Session } from "../../../client/link/session.ts";
import { runPipe } from "../../../client/script/pipe.ts";
import { OutputError } from "../../../runtime/output.ts";
import { Condition } from "../../support/condition.ts";
import { FakeServer } from "../../support/fake_server.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";
import { phrasesOf } from "../../support/phrases.ts";

/** What a test wants of its script. */
export interface ScriptOptions {
  readonly json?: boolean;
  readonly follow?: boolean;
  readonly frames?: boolean;
  readonly history?: number;
  readonly down?: boolean;
  readonly typed?: boolean;
}

/** A pipe with a test at all of its ends. */
export class Script {
  readonly server = new FakeServer();
  readonly clock = new VirtualClock();
  readonly session: Session;
  readonly warnings: string[] = [];
  readonly done: Promise<boolean>;
  output = "";
  /** Why nothing can be printed any more. */
  failure: Error | undefined;
  /** Whether the reader of the output takes nothing. */
  isStuck = false;
  inputCancelled = false;
  readonly #input = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>();
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  /** What is not printed, since nobody reads. */
  readonly #held: (() => void)[] = [];
  readonly #stop = Promise.withResolvers<void>();
  readonly #printed = new Condition();

  constructor(
    {
      json = false,
      follow = false,
      frames = false,
      history = 0,
      down = false,
      typed = false,
    }: ScriptOptions = {},
  ) {
    this.server.down = down;
    this.session = new Session({ nick: "bot", room: "lobby", prefix: "p", history, rooms: frames });
    const { clock, session } = this;
    this.done = runPipe({
      input: new ReadableStream({
        start: (controller) => {
          this.#controller = controller;
          this.#input.resolve(controller);
        },
        cancel: () => void (this.inputCancelled = true),
      }),
      print: (text) => this.#print(text),
      warn: (text) => this.warnings.push(text),
      stopped: this.#stop.promise,
      clock,
      phrases: phrasesOf("en"),
      session,
      makeLink: (own) => {
        const other = new OtherService(session, clock);
        return new Link({
          ...own,
          emit: (event) => own.emit(other.told(event)),
          dial: other.watched(this.server.dial),
          plain: (context) => new PlainDialect(context),
          clock,
          random: () => 0.5,
          session,
        });
      },
      json,
      frames,
      typed,
      follow,
    });
  }

  async write(text: string): Promise<void> {
    (await this.#input.promise).enqueue(new TextEncoder().encode(text));
  }

  async writeBytes(bytes: Uint8Array): Promise<void> {
    (await this.#input.promise).enqueue(bytes);
  }

  /** Whether what was written waits to be read. */
  get isHeldUp(): boolean {
    return (this.#controller?.desiredSize ?? 1) <= 0;
  }

  /** The reader of the output reads again. */
  goOn(): void {
    this.isStuck = false;
    for (const print of this.#held.splice(0)) print();
  }

  async end(): Promise<void> {
    (await this.#input.promise).close();
  }

  async breakInput(cause: Error): Promise<void> {
    (await this.#input.promise).error(cause);
  }

  stop(): void {
    this.#stop.resolve();
  }

  /** Resolves when the output holds `text`. */
  printed(text: string): Promise<true> {
    return this.#printed.until(
      `output ${text}`,
      () => this.output.includes(text) || undefined,
      () => this.output,
    );
  }

  #print(text: string): Promise<void> {
    if (this.isStuck) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#held.push(() => resolve(this.#print(text)));
      return promise;
    }
    if (this.failure !== undefined) return Promise.reject(new OutputError(this.failure));
    this.output += text;
    this.#printed.changed();
    return Promise.resolve();
  }
}
