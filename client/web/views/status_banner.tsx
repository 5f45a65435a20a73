/** How it stands with the connection, in one place. */

import { signal } from "@preact/signals-core";
import { COUNTDOWN_TICK_MS } from "../../limits.ts";
import type { Page } from "../page.ts";
import { View } from "./view.ts";

/** The banner. It is there always, so that a screen reader hears of its changes; empty when all is well. */
export class StatusBanner extends View<{ page: Page }> {
  override draw({ page }: StatusBanner["props"]) {
    const { say, status: { value: status } } = page;
    switch (status.kind) {
      case "connecting":
        return <Banner text={page.hasEntered.value ? say.connecting : ""} />;
      case "catching_up":
        return <Banner text={say.catchingUp} />;
      case "waiting":
        return <Waiting page={page} why={status.why} until={status.until} />;
      case "stopping":
        return <Banner text={say.stopping} />;
      case "ended":
        return (
          <Banner
            text={say.ended(status.why)}
            action={say.connectAgain}
            run={() => page.restart()}
          />
        );
      case "replaced":
        return <Banner text={say.replaced} action={say.takeBack} run={() => page.restart()} />;
      case "exposed":
        return (
          <Banner text={say.passwordExposed}>
            <a href={`https://${location.host}/`}>https://{location.host}/</a>
          </Banner>
        );
      default:
        return <Banner text="" />;
    }
  }
}

interface BannerProps {
  readonly text: string;
  readonly action?: string;
  readonly run?: () => void;
  readonly children?: preact.ComponentChildren;
}

function Banner({ text, action, run, children }: BannerProps) {
  return (
    <div class={text === "" ? "banner empty" : "banner"} role="status">
      {text} {children}
      {action !== undefined && <button type="button" onClick={run}>{action}</button>}
    </div>
  );
}

/** Counts down to the next try. A screen reader hears the sentence once, not each second. */
class Waiting extends View<{ page: Page; why: string; until: number }> {
  readonly #now = signal(this.props.page.clock.now());
  #cancel = () => {};

  override componentDidMount(): void {
    this.#tick();
  }

  override componentWillUnmount(): void {
    super.componentWillUnmount();
    this.#cancel();
  }

  override draw({ page, why, until }: Waiting["props"]) {
    const { say } = page;
    const seconds = Math.max(0, Math.ceil((until - this.#now.value) / 1_000));
    return (
      <div class="banner">
        <span>{say.waiting(why, seconds)}</span>
        {page.elsewhere.value.map((url) => <a key={url} href={url}>{new URL(url).host}</a>)}
        <button type="button" onClick={() => page.retry()}>{say.retry}</button>
      </div>
    );
  }

  #tick(): void {
    const { clock } = this.props.page;
    this.#now.value = clock.now();
    this.#cancel = clock.after(COUNTDOWN_TICK_MS, () => this.#tick());
  }
}
