/** A component that is drawn again when a signal changes that it has read. */

import { effect } from "@preact/signals-core";
import { Component, type ComponentChildren } from "preact";

/**
 * The base of what reads signals. It is drawn again when one of them changes, or one of its properties.
 *
 * `@preact/signals` does the same for functions with hooks. With them the page would be larger by a
 * sixteenth.
 */
export abstract class View<P extends object> extends Component<P> {
  #forget = () => {};

  /** What it looks like. */
  abstract draw(props: Readonly<P>): ComponentChildren;

  override shouldComponentUpdate(next: Readonly<P>, state: unknown): boolean {
    return state !== this.state || !isSame(next, this.props);
  }

  override componentWillUnmount(): void {
    this.#forget();
  }

  override render(): ComponentChildren {
    this.#forget();
    let drawn: ComponentChildren;
    let isDrawn = false;
    // it runs at once, and again when something changes that was read
    this.#forget = effect(() => {
      if (isDrawn) this.setState({});
      else drawn = this.draw(this.props);
      isDrawn = true;
    });
    return drawn;
  }
}

function isSame<P extends object>(one: P, other: P): boolean {
  const keys = Object.keys(one) as (keyof P)[];
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}
