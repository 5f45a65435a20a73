/** One row of the log. It is drawn again only when something of it has changed. */

import { Component } from "preact";
import type { PagePhrases } from "../../../i18n/en/page.ts";
import { mentions } from "../../person/mention.ts";
import { tsOf } from "../grouping.ts";
import { nameColour } from "../name_colour.ts";
import { textParts } from "../text_links.ts";
import type { MessageItem, Notice, WindowItem } from "../window.ts";

/** What a row shows. */
export interface RowProps {
  readonly say: PagePhrases;
  readonly locale: string;
  readonly item: WindowItem;
  readonly isFirst: boolean;
  readonly isNewDay: boolean;
  /** What is new begins here. */
  readonly isMarked: boolean;
  /** The nickname of the person. */
  readonly nick: string;
}

/** The identity of an item in its window. */
export function keyOf(item: WindowItem): string {
  return item.kind === "message" ? `m${item.message.id}` : `n${item.key}`;
}

/** A message or a notice. */
export class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    const { item, isFirst, isNewDay, isMarked, nick } = this.props;
    return item !== next.item || isFirst !== next.isFirst || isNewDay !== next.isNewDay ||
      isMarked !== next.isMarked || nick !== next.nick;
  }

  override render() {
    const { item, isNewDay, isMarked, say, locale } = this.props;
    return (
      <>
        {isNewDay && <p class="day">{dayText(tsOf(item), locale)}</p>}
        {isMarked && (
          <p class="marker">
            <span>{say.newMessages}</span>
          </p>
        )}
        {item.kind === "message" ? this.#message(item) : this.#notice(item)}
      </>
    );
  }

  #message({ message: { id, nick, text, ts, action, notice } }: MessageItem) {
    const { isFirst, nick: own, locale } = this.props;
    const isNamed = nick !== own && mentions(text, own).length > 0;
    const classes = ["row", isFirst && "first", isNamed && "named", action && "action"];
    const time = timeText(ts, locale);
    return (
      <article
        class={classes.filter(Boolean).join(" ")}
        data-id={id}
        aria-label={`${nick}, ${time}`}
      >
        <bdi class={`nick c${nameColour(nick)}`}>
          {action ? `* ${nick}` : isFirst ? nick : ""}
        </bdi>
        <p class={notice ? "text quiet" : "text"} dir="auto">
          <Text text={text} />
        </p>
        <time dateTime={ts}>{time}</time>
      </article>
    );
  }

  #notice({ text, about, ts }: Notice) {
    return (
      <p class={`row notice ${about}`} dir="auto" title={timeText(ts, this.props.locale)}>
        <Text text={text} />
      </p>
    );
  }
}

/** A text with its links. Nothing of it is ever markup. */
function Text({ text }: { text: string }) {
  return (
    <>
      {textParts(text).map((part) =>
        part.href === undefined
          ? part.text
          : (
            <a href={part.href} target="_blank" rel="noopener noreferrer nofollow">
              {part.text}
            </a>
          )
      )}
    </>
  );
}

function timeText(ts: string, locale: string): string {
  return new Date(ts).toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" });
}

function dayText(ts: string, locale: string): string {
  return new Date(ts).toLocaleDateString(locale, {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
  });
}
