/** How the connection is doing, in one line. */

import type { Phrases } from "../../i18n/phrases.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { DisconnectReason, LinkEvent } from "../link/events.ts";
import { COUNTDOWN_TICK_MS, STATUS_DELAY_MS } from "../limits.ts";
import type { Outbox } from "../link/outbox.ts";
import { FAINT, type Line, span, WARNING } from "../tty/style.ts";
import { disconnectText } from "../words.ts";

/** What a status works with. */
export interface StatusOptions {
  readonly clock: Clock;
  readonly phrases: Phrases;
  readonly outbox: Outbox;
  /** The server, as the user named it. */
  readonly address: string;
  /** The line may be another now. */
  readonly changed: () => void;
}

type Stage = "connecting" | "waiting" | "asked" | "loading" | "live";

/** See the module. */
export class Status {
  readonly #options: StatusOptions;
  #stage: Stage = "connecting";
  #loss: DisconnectReason | undefined;
  #retryAt = 0;
  #rate = 0;
  /** When it stopped being well; what takes no time is not worth a line. */
  #since: number;
  #cancel = () => {};

  constructor(options: StatusOptions) {
    this.#options = options;
    this.#since = options.clock.now();
    this.#tick(STATUS_DELAY_MS);
  }

  /** The line, if there is something to say. */
  get line(): Line | undefined {
    const { clock, address, phrases: { client } } = this.#options;
    const { screen: say } = client;
    if (this.#stage === "live") return this.#paced();
    if (this.#stage === "asked" || clock.now() - this.#since < STATUS_DELAY_MS) return undefined;
    if (this.#loss === undefined) return [span(say.connecting(address), FAINT)];
    if (this.#stage === "loading") return [span(say.loading, FAINT)];
    const seconds = Math.ceil((this.#retryAt - clock.now()) / 1000);
    const why = disconnectText(this.#loss, client);
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
        this.#loss = event.reason;
        this.#retryAt = this.#options.clock.now() + event.retryMs;
        return this.#turn("waiting");
      case "password_wanted":
      case "nick_wanted":
        // said of a connection that is over where a nickname was refused by closing it
        return this.#stage === "connecting" ? this.#turn("asked") : undefined;
      case "entered":
        this.#rate = event.limits?.rate ?? 0;
        return this.#turn("loading");
      case "caught_up":
        this.#loss = undefined;
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

  /** Says why messages wait though the connection is there. */
  #paced(): Line | undefined {
    const { outbox, phrases: { client: { screen: say } } } = this.#options;
    const waiting = outbox.size - outbox.inFlight;
    if (waiting === 0 || this.#rate === 0) return undefined;
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
