/** What the tab shows when it is not looked at. Pure. */

/** What waits in all rooms. */
export interface Waiting {
  readonly count: number;
  readonly mentions: number;
}

/** The title, such as `(3) #lobby` or, when one was named, `(3, @1) #lobby`. */
export function pageTitle(room: string | undefined, { count, mentions }: Waiting): string {
  const name = room === undefined ? "chat" : `#${room}`;
  if (count === 0) return name;
  return mentions === 0 ? `(${count}) ${name}` : `(${count}, @${mentions}) ${name}`;
}

/** The icon as an address of its own, with a dot when something waits. */
export function pageIcon({ count, mentions }: Waiting): string {
  const dot = count === 0
    ? ""
    : `<circle cx="25" cy="7" r="7" fill="${mentions > 0 ? "#d22" : "#f90"}"/>`;
  return `data:image/svg+xml,${
    encodeURIComponent(
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#2a6fdb" d="M1 4h30v20H14l-8 7v-7H1z"/>${dot}</svg>`,
    )
  }`;
}
