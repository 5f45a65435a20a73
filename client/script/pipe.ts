/**
 * The client of a script: lines of input become messages, what arrives is printed, and the exit code
 * tells whether the server has it all.
 */

import { MAX_LINE_BYTES } from "../../protocol/limits.ts";
import type { Phrases } from "../../i18n/phrases.ts";
import { checkText } from "../../protocol/text.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { DisconnectReason, LinkEvent, NickRefusal } from "../link/events.ts";
import { jsonFrame } from "./json.ts";
import { MAX_PIPE_WAITING, PIPE_NICK_RETRY_MS, PIPE_PATIENCE_MS } from "../limits.ts";
import { type InputLine, LineInput } from "../stdio/line_input.ts";
import type { Link, LinkOptions } from "../link/link.ts";
import { Printer } from "../stdio/printer.ts";
import type { Session } from "../link/session.ts";
import { oneLine, transcribe } from "../stdio/text_lines.ts";
import { faultText } from "../../i18n/fault_text.ts";
import { disconnectText, refusalText, securityText } from "../event_text.ts";

/** What a pipe works with. */
export interface PipeOptions {
  readonly input: ReadableStream<Uint8Array>;
  /** Prints; rejects when nobody reads it any more. */
  readonly print: (text: string) => Promise<void>;
  /** Says a line to whoever runs the script. */
  readonly warn: (text: string) => void;
  /** Resolves when the user wants it to stop. */
  readonly stopped: Promise<void>;
  readonly clock: Clock;
  readonly phrases: Phrases;
  readonly session: Session;
  readonly makeLink: (options: Pick<LinkOptions, "emit" | "drained" | "maxCatchUp">) => Link;
  /** Frames instead of readable lines. */
  readonly json: boolean;
  /** Timeline after the end of input. */
  readonly follow: boolean;
}

/** Runs until everything is acknowledged, or it is certain that it will not be; whether it was. */
export async function runPipe(options: PipeOptions): Promise<boolean> {
  return await new Pipe(options).run();
}

class Pipe {
  readonly #options: PipeOptions;
  readonly #link: Link;
  readonly #input: LineInput;
  readonly #printer: Printer;
  #inputEnded = false;
  #caughtUp = false;
  #entered = false;
  #leaving = false;
  #failed = false;
  #loss: DisconnectReason | undefined;
  #resume = () => {};
  #cancelPatience = () => {};
  #cancelNick = () => {};

  constructor(options: PipeOptions) {
    this.#options = options;
    this.#input = new LineInput(options.input);
    this.#printer = new Printer(options.print, () => this.#unread());
    this.#link = options.makeLink({
      emit: (event) => this.#on(event),
      drained: () => this.#printer.drained,
      maxCatchUp: Infinity,
    });
  }

  async run(): Promise<boolean> {
    this.#options.stopped.then(() => this.#stop());
    this.#hope();
    const reading = this.#input.read((line, number) => this.#take(line, number)).then(() => {
      this.#inputEnded = true;
      this.#check();
    });
    await this.#link.run();
    this.#leaving = true;
    this.#resume();
    this.#cancelPatience();
    this.#cancelNick();
    await this.#input.cancel();
    await reading;
    await this.#printer.drained;
    return !this.#failed;
  }

  /** Sends a line; resolves when more may come. */
  #take(line: InputLine, number: number): void | Promise<void> {
    const { phrases, session } = this.#options;
    if (this.#leaving) return;
    if (line === undefined) {
      return this.#complain(number, phrases.client.pipeTooLong(MAX_LINE_BYTES));
    }
    const checked = checkText(line);
    if (!checked.ok) {
      if (checked.fault === "text_empty") return;
      return this.#complain(number, faultText(checked, phrases.server));
    }
    if (session.outbox.size === 0) this.#hope();
    this.#link.send({ kind: "say", text: checked.value });
    if (session.outbox.size < MAX_PIPE_WAITING) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#resume = resolve;
    return promise;
  }

  #complain(number: number, why: string): void {
    this.#failed = true;
    this.#options.warn(this.#options.phrases.client.pipeLineRefused(number, why));
  }

  #on(event: LinkEvent): void {
    const { phrases: { client: say }, json, warn } = this.#options;
    const text = json ? jsonLine(event) : plainLine(event);
    if (text !== undefined) this.#printer.print(`${text}\n`);
    switch (event.type) {
      case "entered":
        return this.#enter();
      case "caught_up":
        this.#caughtUp = true;
        return this.#check();
      case "message":
        return this.#hope();
      case "acknowledged":
        this.#hope();
        return this.#check();
      case "refused":
        this.#failed = true;
        warn(say.refused(refusalText(event, say)));
        return this.#check();
      case "error":
        return warn(oneLine(event.message));
      case "lost":
        return warn(say.lost(event.first, event.last));
      case "secured":
        return event.security.trust === "new" ? warn(securityText(event.security, say)) : undefined;
      case "password_wanted":
        return this.#giveUp(event.refused ?? say.trust.passwordNeeded);
      case "nick_wanted":
        return event.refused && this.#refusedNick(event.refused);
      case "waiting":
        return this.#lost(event.reason, event.retryMs);
      case "ended":
        return this.#giveUp(disconnectText(event.reason, say));
    }
  }

  #enter(): void {
    const { follow, warn, phrases } = this.#options;
    if (this.#loss !== undefined && follow) warn(phrases.client.back);
    this.#loss = undefined;
    this.#entered = true;
    this.#hope();
  }

  /** Nobody reads the output any more: what was read is still sent, and that is all. */
  #unread(): void {
    this.#input.cancel();
    this.#check();
  }

  /** Leaves when there is nothing left to do. */
  #check(): void {
    const { session, follow } = this.#options;
    if (session.outbox.size < MAX_PIPE_WAITING) this.#resume();
    const done = this.#inputEnded && this.#caughtUp && session.outbox.size === 0;
    if (done && (!follow || this.#printer.isBroken)) this.#leave();
  }

  #leave(): void {
    if (this.#leaving) return;
    this.#leaving = true;
    // the old server acknowledges by nothing but ending the connection in order
    if (this.#options.session.dialect === "plain") this.#link.leave(PIPE_PATIENCE_MS);
    else this.#link.leave();
  }

  #stop(): void {
    if (this.#leaving) return;
    if (this.#options.session.outbox.size > 0) this.#giveUp(this.#why());
    else this.#leave();
  }

  /** Something goes on: the time that it may take begins anew. */
  #hope(): void {
    this.#cancelPatience();
    if (this.#options.follow || this.#leaving) return;
    this.#cancelPatience = this.#options.clock.after(PIPE_PATIENCE_MS, () => {
      const idle = this.#link.live && this.#caughtUp && this.#options.session.outbox.size === 0;
      if (!idle) this.#giveUp(this.#why());
    });
  }

  #why(): string {
    const say = this.#options.phrases.client;
    if (this.#loss === undefined) return say.pipeNoAnswer(PIPE_PATIENCE_MS / 1000);
    return disconnectText(this.#loss, say);
  }

  #giveUp(why: string): void {
    const { session, warn, phrases } = this.#options;
    if (this.#leaving) return;
    this.#leaving = true;
    this.#failed = true;
    const { size } = session.outbox;
    warn(size > 0 ? phrases.client.pipeUnsent(size, why) : phrases.client.pipeGaveUp(why));
    this.#link.leave(0);
  }

  #lost(loss: DisconnectReason, retryMs: number): void {
    const { follow, warn, phrases: { client: say } } = this.#options;
    const isFirst = this.#loss === undefined;
    this.#loss = loss;
    if (!isFirst) return;
    this.#hope();
    if (follow) warn(say.retrying(disconnectText(loss, say), Math.ceil(retryMs / 1000)));
  }

  /** Refused at first, a nickname is wrong; later one's own lost session may still hold it. */
  #refusedNick({ nick, code, message }: NickRefusal): void {
    if (!this.#entered) return this.#giveUp(oneLine(message) || code);
    this.#loss = { code, detail: message };
    this.#cancelNick();
    this.#cancelNick = this.#options.clock.after(
      PIPE_NICK_RETRY_MS,
      () => this.#link.nickname(nick),
    );
  }
}

function jsonLine(event: LinkEvent): string | undefined {
  const frame = jsonFrame(event);
  return frame === undefined ? undefined : JSON.stringify(frame);
}

/** What arrives, as readable lines: what others say. */
function plainLine(event: LinkEvent): string | undefined {
  switch (event.type) {
    case "message":
      return event.own ? undefined : transcribe(event.message);
    case "dm":
      return event.own ? undefined : transcribe(event.frame);
    case "prose":
      return oneLine(event.text);
    default:
      return undefined;
  }
}
