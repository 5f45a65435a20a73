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
import {
  MAX_FRAMES_UNREAD_CHARS,
  MAX_PIPE_WAITING,
  MAX_UNREAD_ANSWERS_CHARS,
  PIPE_NICK_RETRY_MS,
  PIPE_PATIENCE_MS,
} from "../limits.ts";
import type { DisconnectReason, LinkEvent, NickRefusal } from "../link/events.ts";
import type { Link, LinkOptions } from "../link/link.ts";
import type { Session } from "../link/session.ts";
import { FrameFormat } from "./frame_format.ts";
import type { PipeFormat } from "./pipe_format.ts";
import { PipeInput } from "./pipe_input.ts";
import { PipeOutput } from "./pipe_output.ts";
import { textFormat } from "./text_format.ts";

/** Something else than a chat server answers. */
const OTHERS: ReadonlySet<DisconnectReason["code"]> = new Set([
  "web_server",
  "irc_server",
  "no_chat_server",
]);

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
  /** Read and print frames; the script is told all. */
  readonly frames: boolean;
  /** Whether a person types the input: then what is typed after an end by others must not go to the shell. */
  readonly typed: boolean;
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
  readonly #format: PipeFormat;
  #caughtUp = false;
  #entered = false;
  #leaving = false;
  #failed = false;
  /** Whether others have ended it, after it was in the chat. */
  #wasEnded = false;
  /** Why there is no connection, while there is none. */
  #lost: DisconnectReason | undefined;
  /** Whether it was told since then that something else answers. */
  #hasToldOther = false;
  #cancelPatience = () => {};
  #cancelNickRetry = () => {};

  constructor(options: PipeOptions) {
    this.#options = options;
    const { frames, json, phrases, session } = options;
    this.#input = new PipeInput({
      input: options.input,
      phrases,
      take: (line, number) => this.#take(line, number),
      mayRead: () => this.#mayRead(),
      failed: (why) => this.#fail(why),
    });
    this.#output = new PipeOutput({
      ...options,
      broken: (cause) => this.#outputFailed(cause),
      mayWait: frames ? MAX_FRAMES_UNREAD_CHARS : 0,
    });
    this.#link = options.makeLink({
      emit: (event) => this.#on(event),
      drained: () => this.#mayReceive(),
      catchUp: { most: Infinity, newest: Infinity },
    });
    const context = {
      link: this.#link,
      session,
      phrases,
      print: (line: string) => this.#output.print(line),
      refuse: (number: number, why: string) =>
        this.#fail(phrases.client.pipeLineRefused(number, why)),
      leave: () => {
        this.#input.ignore();
        void this.#input.cancel();
      },
    };
    this.#format = frames ? new FrameFormat(context) : textFormat(context, json);
  }

  async run(): Promise<boolean> {
    this.#options.stopped.then(() => this.#stop());
    this.#renewPatience();
    const reading = this.#input.read().then(() => {
      this.#renewPatience();
      this.#check();
    });
    await this.#link.run();
    this.#end();
    this.#cancelPatience();
    this.#cancelNickRetry();
    if (this.#wasEnded && this.#options.typed) await this.#leaveByHand();
    await this.#input.cancel();
    await reading;
    if (await this.#output.drain()) return !this.#failed;
    this.#options.warn(this.#options.phrases.client.pipeUnread);
    return false;
  }

  /** Waits until the person who types wants to leave. What was typed ahead is dropped. */
  async #leaveByHand(): Promise<void> {
    const { warn, phrases, stopped } = this.#options;
    warn(phrases.client.screen.enterLeaves);
    await Promise.race([this.#input.left, stopped]);
  }

  #take(line: Uint8Array | undefined, number: number): void {
    if (this.#options.session.outbox.size === 0) this.#renewPatience();
    this.#format.take(line, number);
  }

  /**
   * Whether more of the input may be read. A script that waits until its input is taken reads none of its
   * output, and this side waits for the server only as long as that is read: so while the output is full
   * the input is taken, and what is too much is refused.
   */
  #mayRead(): boolean {
    const { frames, session } = this.#options;
    const { waiting } = this.#output;
    if (frames && waiting > MAX_FRAMES_UNREAD_CHARS) return waiting < MAX_UNREAD_ANSWERS_CHARS;
    return session.outbox.size < MAX_PIPE_WAITING;
  }

  /** Resolves when more may be received. */
  #mayReceive(): Promise<void> | undefined {
    const waits = this.#output.mayReceive();
    if (waits !== undefined) this.#input.resume();
    return waits?.then(() => this.#input.resume());
  }

  #fail(why: string): void {
    this.#failed = true;
    this.#options.warn(why);
  }

  /** Whether the script stays, and comes back after cuts. One that talks in frames does until its end. */
  get #stays(): boolean {
    const { follow, frames } = this.#options;
    return follow || frames && !this.#input.hasEnded;
  }

  #on(event: LinkEvent): void {
    const { phrases, warn } = this.#options;
    this.#format.on(event);
    const warning = this.#format.warningOf(event);
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
        this.#failed ||= !this.#format.tellsRefusals;
        return this.#check();
      case "who":
      case "page":
      case "parted":
      case "found":
      case "rooms":
      case "presence":
      case "away":
      case "error":
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
    const { warn, phrases } = this.#options;
    if (this.#lost !== undefined && this.#stays) warn(phrases.client.back);
    this.#lost = undefined;
    this.#hasToldOther = false;
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
    const { session } = this.#options;
    this.#input.resume();
    const isAnswered = session.outbox.size === 0 && this.#format.isIdle;
    const done = this.#input.hasEnded && this.#caughtUp && isAnswered;
    if (done && (!this.#stays || this.#output.isBroken)) this.#leave();
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

  /** Something goes on: the patience begins again. It does not end for a script that stays. */
  #renewPatience(): void {
    this.#cancelPatience();
    if (this.#stays || this.#leaving) return;
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
    this.#wasEnded = this.#entered;
    this.#end();
    this.#failed = true;
    const { size } = session.outbox;
    warn(size > 0 ? phrases.client.pipeUnsent(size, why) : phrases.client.pipeGaveUp(why));
    this.#link.leave(0);
  }

  #lose(reason: DisconnectReason, retryMs: number): void {
    const { warn, phrases: { client: say } } = this.#options;
    const before = this.#lost;
    this.#lost = reason;
    if (before === undefined) this.#renewPatience();
    // a server that is away has one reason after the other; what is in its place has to be known
    else if (this.#hasToldOther || !OTHERS.has(reason.code)) return;
    this.#hasToldOther = OTHERS.has(reason.code);
    // it may be a name or a port that was typed wrongly: nobody should wait for the end to learn that
    warn(say.retrying(disconnectText(reason, this.#options.phrases), Math.ceil(retryMs / 1000)));
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
