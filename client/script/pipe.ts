/**
 * The client of a script: lines of input become messages, what arrives is printed, and the exit code
 * tells whether the server has it all.
 */

import type { Phrases } from "../../i18n/phrases.ts";
import type { Clock } from "../../runtime/clock.ts";
import { disconnectText } from "../event_text.ts";
import { serverErrorText } from "../server_error_text.ts";
import { reasonOf } from "../../i18n/reason.ts";
import type { OutputError } from "../../runtime/output.ts";
import { MAX_PIPE_WAITING, PIPE_NICK_RETRY_MS, PIPE_PATIENCE_MS } from "../limits.ts";
import type { DisconnectReason, LinkEvent, NickRefusal } from "../link/events.ts";
import type { Link, LinkOptions } from "../link/link.ts";
import type { Session } from "../link/session.ts";
import { PipeInput } from "./pipe_input.ts";
import { PipeOutput } from "./pipe_output.ts";
import { outputOf, warningOf } from "./pipe_text.ts";

/** What a pipe works with. */
export interface PipeOptions {
  readonly input: ReadableStream<Uint8Array>;
  /** Prints. Rejects with an `OutputError`. */
  readonly print: (text: string) => Promise<void>;
  /** Tells the person who runs the script something, in one line. */
  readonly warn: (text: string) => void;
  /** Resolves when the user wants it to stop. */
  readonly stopped: Promise<void>;
  readonly clock: Clock;
  readonly phrases: Phrases;
  readonly session: Session;
  readonly makeLink: (options: Pick<LinkOptions, "emit" | "drained" | "catchUp">) => Link;
  /** Print frames instead of readable lines. */
  readonly json: boolean;
  /** Stay after the end of the input, and come back after cuts. */
  readonly follow: boolean;
}

/**
 * Runs until the server has acknowledged everything, or until it is certain that it will not.
 * Resolves with whether it has.
 */
export async function runPipe(options: PipeOptions): Promise<boolean> {
  return await new Pipe(options).run();
}

class Pipe {
  readonly #options: PipeOptions;
  readonly #link: Link;
  readonly #input: PipeInput;
  readonly #output: PipeOutput;
  #caughtUp = false;
  #entered = false;
  #leaving = false;
  #failed = false;
  /** Why there is no connection, while there is none. */
  #lost: DisconnectReason | undefined;
  #cancelPatience = () => {};
  #cancelNickRetry = () => {};

  constructor(options: PipeOptions) {
    this.#options = options;
    this.#input = new PipeInput({
      input: options.input,
      phrases: options.phrases,
      send: (text) => this.#send(text),
      refused: (why) => {
        this.#failed = true;
        options.warn(why);
      },
    });
    this.#output = new PipeOutput({ ...options, broken: (cause) => this.#outputFailed(cause) });
    this.#link = options.makeLink({
      emit: (event) => this.#on(event),
      drained: () => this.#output.mayReceive(),
      catchUp: { most: Infinity, newest: Infinity },
    });
  }

  async run(): Promise<boolean> {
    this.#options.stopped.then(() => this.#stop());
    this.#renewPatience();
    const reading = this.#input.read().then(() => this.#check());
    await this.#link.run();
    this.#end();
    this.#cancelPatience();
    this.#cancelNickRetry();
    await this.#input.cancel();
    await reading;
    if (await this.#output.drain()) return !this.#failed;
    this.#options.warn(this.#options.phrases.client.pipeUnread);
    return false;
  }

  /** Sends a message. Returns whether more may wait. */
  #send(text: string): boolean {
    const { outbox } = this.#options.session;
    if (outbox.size === 0) this.#renewPatience();
    this.#link.send({ kind: "say", text });
    return outbox.size < MAX_PIPE_WAITING;
  }

  #on(event: LinkEvent): void {
    const { phrases, json, warn } = this.#options;
    const text = outputOf(event, json);
    if (text !== undefined) this.#output.print(text);
    const warning = warningOf(event, phrases);
    if (warning !== undefined) warn(warning);
    switch (event.type) {
      case "entered":
        return this.#enter();
      case "caught_up":
        this.#caughtUp = true;
        return this.#check();
      case "message":
        return this.#renewPatience();
      case "acknowledged":
        this.#renewPatience();
        return this.#check();
      case "refused":
        this.#failed = true;
        return this.#check();
      case "password_wanted":
        return this.#giveUp(this.#whyNoPassword(event));
      case "nick_wanted":
        return event.refused && this.#refusedNick(event.refused);
      case "waiting":
        return this.#lose(event.reason, event.retryMs);
      case "ended":
        return this.#giveUp(disconnectText(event.reason, phrases));
    }
  }

  #enter(): void {
    const { follow, warn, phrases } = this.#options;
    if (this.#lost !== undefined && follow) warn(phrases.client.back);
    this.#lost = undefined;
    this.#entered = true;
    this.#renewPatience();
  }

  /** Nothing can be printed any more: what was read is still sent, and that is all. */
  #outputFailed({ code, cause }: OutputError): void {
    const { phrases, warn } = this.#options;
    // the reader of a pipe may stop at any time (`| head -1`)
    if (code === "failed") {
      this.#failed = true;
      const { general, reasons } = phrases;
      warn(general.cannotPrint(reasonOf(cause, reasons)));
    }
    this.#input.cancel();
    this.#check();
  }

  /** Leaves when there is nothing left to do. */
  #check(): void {
    const { session, follow } = this.#options;
    if (session.outbox.size < MAX_PIPE_WAITING) this.#input.resume();
    const done = this.#input.hasEnded && this.#caughtUp && session.outbox.size === 0;
    if (done && (!follow || this.#output.isBroken)) this.#leave();
  }

  /** From now on nothing of the input is sent. */
  #end(): void {
    this.#leaving = true;
    this.#input.ignore();
  }

  #leave(): void {
    if (this.#leaving) return;
    this.#end();
    // the old server acknowledges only by ending the connection in order
    if (this.#options.session.dialect === "plain") this.#link.leave(PIPE_PATIENCE_MS);
    else this.#link.leave();
  }

  #stop(): void {
    if (this.#leaving) return;
    if (this.#options.session.outbox.size > 0) this.#giveUp(this.#whyUnfinished());
    else this.#leave();
  }

  /** Something goes on: the patience begins again. With `follow` it never ends. */
  #renewPatience(): void {
    this.#cancelPatience();
    if (this.#options.follow || this.#leaving) return;
    this.#cancelPatience = this.#options.clock.after(PIPE_PATIENCE_MS, () => {
      const idle = this.#link.live && this.#caughtUp && this.#options.session.outbox.size === 0;
      if (!idle) this.#giveUp(this.#whyUnfinished());
    });
  }

  #whyUnfinished(): string {
    const say = this.#options.phrases.client;
    if (this.#lost === undefined) return say.pipeNoAnswer(PIPE_PATIENCE_MS / 1000);
    return disconnectText(this.#lost, this.#options.phrases);
  }

  #whyNoPassword({ refused, data }: Extract<LinkEvent, { type: "password_wanted" }>): string {
    const { phrases } = this.#options;
    if (refused === undefined) return phrases.client.trust.passwordNeeded;
    const error = { code: "password", message: refused, ...(data === undefined ? {} : { data }) };
    return serverErrorText(error, phrases);
  }

  #giveUp(why: string): void {
    const { session, warn, phrases } = this.#options;
    if (this.#leaving) return;
    this.#end();
    this.#failed = true;
    const { size } = session.outbox;
    warn(size > 0 ? phrases.client.pipeUnsent(size, why) : phrases.client.pipeGaveUp(why));
    this.#link.leave(0);
  }

  #lose(reason: DisconnectReason, retryMs: number): void {
    const { follow, warn, phrases: { client: say } } = this.#options;
    const isFirst = this.#lost === undefined;
    this.#lost = reason;
    if (!isFirst) return;
    this.#renewPatience();
    if (follow) {
      warn(say.retrying(disconnectText(reason, this.#options.phrases), Math.ceil(retryMs / 1000)));
    }
  }

  /** Refused at first, a nickname is wrong. Later the pipe's own lost session may still hold it. */
  #refusedNick(refusal: NickRefusal): void {
    const { nick, code, message, data } = refusal;
    if (!this.#entered) {
      return this.#giveUp(serverErrorText(refusal, this.#options.phrases, { nick }));
    }
    this.#lost = { code, detail: message, ...(data === undefined ? {} : { data }) };
    this.#cancelNickRetry();
    this.#cancelNickRetry = this.#options.clock.after(
      PIPE_NICK_RETRY_MS,
      () => this.#link.nickname(nick),
    );
  }
}
