/** The state of the connection, in one line. */

import type { Phrases } from "../../i18n/phrases.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { DisconnectReason, LinkEvent } from "../link/events.ts";
import { COUNTDOWN_TICK_MS, STATUS_DELAY_MS } from "../limits.ts";
import type { Outbox } from "../link/outbox.ts";
import { FAINT, span, type StyledLine, WARNING } from "../tty/style.ts";
import { disconnectText } from "../event_text.ts";

/** What a connection status works with. */
export interface ConnectionStatusOptions {
  readonly clock: Clock;
  readonly phrases: Phrases;
  readonly outbox: Outbox;
  /** The server, as the user named it. */
  readonly address: string;
  /** Is called when the line may have changed. */
  readonly changed: () => void;
}

type Stage = "connecting" | "waiting" | "asked" | "loading" | "live";

/** Learns from events, and tells what there is to say about the connection. */
export class ConnectionStatus {
  readonly #options: ConnectionStatusOptions;
  #stage: Stage = "connecting";
  #reason: DisconnectReason | undefined;
  #retryAt = 0;
  #rate = 0;
  /** The room that was entered first on this connection. */
  #home: string | undefined;
  /** When the connection stopped being good. A short trouble is not shown. */
  #since: number;
  #cancel = () => {};

  constructor(options: ConnectionStatusOptions) {
    this.#options = options;
    this.#since = options.clock.now();
    this.#tick(STATUS_DELAY_MS);
  }

  /** The line, if there is something to say. */
  get line(): StyledLine | undefined {
    const { clock, address, phrases: { client } } = this.#options;
    const { screen: say } = client;
    if (this.#stage === "live") return this.#paced();
    if (this.#stage === "asked" || clock.now() - this.#since < STATUS_DELAY_MS) return undefined;
    if (this.#reason === undefined) return [span(say.connecting(address), FAINT)];
    if (this.#stage === "loading") return [span(say.loading, FAINT)];
    const seconds = Math.ceil((this.#retryAt - clock.now()) / 1000);
    const why = disconnectText(this.#reason, this.#options.phrases);
    const { size } = this.#options.outbox;
    return [
      span(this.#stage === "waiting" && seconds > 0 ? say.tryingIn(seconds) : say.tryingNow, {
        bold: true,
      }),
      ...(size === 0 ? [] : [span(`  ${say.waiting(size)}`, FAINT)]),
      span(`  ${why}`, WARNING),
    ];
  }

  /** Learns from an event. */
  on(event: LinkEvent): void {
    switch (event.type) {
      case "connecting":
        return this.#turn("connecting");
      case "waiting":
        this.#reason = event.reason;
        this.#retryAt = this.#options.clock.now() + event.retryMs;
        return this.#turn("waiting");
      case "password_wanted":
      case "nick_wanted":
        // the old server refuses a nickname by closing: then this comes after the connection
        return this.#stage === "connecting" ? this.#turn("asked") : undefined;
      case "entered":
        if (event.isFurther === true) return;
        this.#home = event.room;
        this.#rate = event.limits?.rate ?? 0;
        return this.#turn("loading");
      case "caught_up":
        if (event.room !== this.#home) return;
        this.#reason = undefined;
        return this.#turn("live");
    }
  }

  /** Something was put into the outbox. */
  added(): void {
    if (this.#stage === "live") this.#tick(COUNTDOWN_TICK_MS);
  }

  /** Cancels what was planned. */
  close(): void {
    this.#cancel();
    this.#cancel = () => {};
  }

  #turn(stage: Stage): void {
    if (this.#stage === "live") this.#since = this.#options.clock.now();
    this.#stage = stage;
    if (stage === "live") this.close();
    else this.#tick(STATUS_DELAY_MS);
  }

  /** Tells why messages wait although there is a connection. */
  #paced(): StyledLine | undefined {
    const { outbox, phrases: { client: { screen: say } } } = this.#options;
    // what waits for an answer to what is before it waits for no rate
    if (outbox.next() === undefined || this.#rate === 0) return undefined;
    const waiting = outbox.size - outbox.inFlight;
    return [span(say.paced(this.#rate, waiting, Math.ceil(waiting / this.#rate)), FAINT)];
  }

  #tick(ms: number): void {
    this.close();
    this.#cancel = this.#options.clock.after(ms, () => {
      this.#cancel = () => {};
      this.#options.changed();
      if (this.#stage === "live" && this.#paced() === undefined) return;
      const left = Math.max(this.#retryAt - this.#options.clock.now(), 0);
      this.#tick(left % COUNTDOWN_TICK_MS || COUNTDOWN_TICK_MS);
    });
  }
}
