/** What happens to each line of a client: the dialect takes it, now or later, or it counts as abuse. */

import type { ErrorCode, ErrorData } from "../../protocol/frames.ts";
import type { ServerPhrases } from "../../i18n/en/server.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Dialect, Peer } from "../dialects/dialect.ts";
import { BAD_LINE_PAUSE_MS, MAX_BAD_LINES } from "../limits.ts";
import type { LineTaker } from "./line_reader.ts";
import type { Pause } from "./pause.ts";
import { Throttle } from "./throttle.ts";

/** The connection whose lines these are. */
export interface Speaker extends Pick<Peer, "ended" | "outlet" | "cut"> {
  /** `undefined` before the handshake and after the end. */
  readonly dialect: Dialect | undefined;
  /** An error as lines of its dialect. */
  error(code: ErrorCode, message: string, data?: ErrorData): string;
}

/** What an intake needs. */
export interface IntakeOptions {
  readonly phrases: ServerPhrases;
  /** Messages per second; 0: no bound. */
  readonly rate: number;
  readonly maxLineBytes: number;
  readonly clock: Pick<Clock, "now">;
  /** Delays the next line. It ends with the connection. */
  readonly pause: Pause;
}

/** Hands lines from the reader of a connection to its dialect, at the rate and within the bounds. */
export class Intake implements LineTaker {
  readonly #speaker: Speaker;
  readonly #options: IntakeOptions;
  readonly #throttle: Throttle;
  #isFirst = true;
  #badLines = 0;

  constructor(speaker: Speaker, options: IntakeOptions) {
    this.#speaker = speaker;
    this.#options = options;
    this.#throttle = new Throttle(options.rate);
  }

  get ended(): boolean {
    return this.#speaker.ended;
  }

  received(bytes: Uint8Array): Uint8Array {
    return this.#speaker.dialect?.received?.(bytes) ?? bytes;
  }

  line(bytes: Uint8Array): void | Promise<void> {
    this.#isFirst = false;
    const dialect = this.#speaker.dialect!;
    const { rate, clock } = this.#options;
    if (rate > 0) {
      const costs = dialect.costs(bytes);
      const ms = this.#throttle.take(costs, clock.now());
      if (ms > 0) return this.#delay(bytes, costs, ms);
      this.#throttle.rest();
    }
    return dialect.line(bytes);
  }

  tooLong(): void | Promise<void> {
    const { phrases, maxLineBytes } = this.#options;
    const message = phrases.lineTooLong(maxLineBytes);
    // no client begins like this; what follows an endless URL must not be taken for a first line
    if (this.#isFirst) return this.#speaker.cut("line_too_long", message);
    this.#speaker.outlet.send(this.#speaker.error("line_too_long", message));
    return this.bad();
  }

  bad(): void | Promise<void> {
    if (++this.#badLines < MAX_BAD_LINES) return this.#options.pause.wait(BAD_LINE_PAUSE_MS);
    this.#speaker.cut("too_many_bad_lines", this.#options.phrases.badLines(MAX_BAD_LINES));
  }

  silenceMs(pending: Uint8Array): number | undefined {
    return this.#speaker.dialect?.silenceMs?.(pending);
  }

  /** Takes a line that came too fast when the rate allows it. Nothing is read meanwhile. */
  async #delay(bytes: Uint8Array, costs: boolean, firstMs: number): Promise<void> {
    const { rate, clock, phrases, pause } = this.#options;
    const speaker = this.#speaker;
    for (let ms = firstMs; ms > 0; ms = this.#throttle.take(costs, clock.now())) {
      const fate = this.#throttle.hold(clock.now());
      if (fate === "cut") return speaker.cut("flood", phrases.flood(rate));
      if (fate === "warn") {
        const data = { retry_ms: Math.ceil(ms) };
        speaker.outlet.send(speaker.error("slow_down", phrases.slowDown(rate), data));
      }
      await pause.wait(ms);
      if (speaker.ended) return;
    }
    await speaker.dialect!.line(bytes);
  }
}
