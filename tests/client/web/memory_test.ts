import { assertEquals } from "@std/assert";
import { ABANDONED_MS } from "../../../client/limits.ts";
import type { PageStorage } from "../../../client/web/browser_storage.ts";
import { Memory } from "../../../client/web/memory.ts";

function storage(): PageStorage {
  const values = new Map<string, string>();
  return {
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
    keys: () => [...values.keys()],
  };
}

class Browser {
  now = 1_000_000;
  readonly shared = storage();
  #ids = 0;

  /** A page in a tab; the same tab again is the page after a reload. */
  load(tab: PageStorage): Memory {
    return new Memory({
      tab,
      shared: this.shared,
      now: () => this.now,
      newId: () => `t${++this.#ids}`,
    });
  }
}

const item = (cid: string) =>
  ({ cid, command: { kind: "say", text: cid }, nicks: ["ann"] }) as const;

Deno.test("A reload goes on with the session of its tab; a new tab has its own", () => {
  const browser = new Browser();
  const tab = storage();
  browser.load(tab).keep({ nick: "ann", resume: "secret", rooms: ["lobby"] });
  const again = browser.load(tab).session;
  assertEquals(again, { id: "t1", loads: 2, nick: "ann", resume: "secret", rooms: ["lobby"] });
  const other = browser.load(storage());
  assertEquals(other.session, { id: "t2", loads: 1 });
  assertEquals(other.lastNick, "ann");
});

Deno.test("Each tab has its own draft of each room", () => {
  const browser = new Browser();
  const tab = storage();
  browser.load(tab).keepDraft("lobby", "half a thought");
  assertEquals(browser.load(tab).draft("lobby"), "half a thought");
  assertEquals(browser.load(tab).draft("other"), "");
  assertEquals(browser.load(storage()).draft("lobby"), "");
});

Deno.test("Unsent messages come back after a reload, and are offered elsewhere when their tab is closed", () => {
  const browser = new Browser();
  const tab = storage();
  browser.load(tab).keepUnsent([item("a")]);
  assertEquals(browser.load(tab).unsent, [item("a")]);
  const other = browser.load(storage());
  browser.now += ABANDONED_MS;
  assertEquals(other.abandoned, [], "the tab may be there");
  browser.now += 1;
  assertEquals(other.abandoned, [item("a")]);
  other.forgetAbandoned();
  assertEquals([other.abandoned, browser.load(tab).unsent], [[], []]);
});

Deno.test("How far a room is read is known to all tabs", () => {
  const browser = new Browser();
  browser.load(storage()).keepSeen("lobby", 7);
  const other = browser.load(storage());
  assertEquals([other.seen("lobby"), other.seen("side")], [7, undefined]);
  assertEquals(other.seenRoomOf("seen.lobby"), "lobby");
  assertEquals(other.seenRoomOf("nick"), undefined);
});

Deno.test("What cannot be understood is not there", () => {
  const browser = new Browser();
  const tab = storage();
  tab.set("session", "{");
  browser.shared.set("outbox.x", "[");
  browser.shared.set("seen.lobby", "soon");
  const memory = browser.load(tab);
  assertEquals([memory.session.loads, memory.abandoned, memory.seen("lobby")], [1, [], undefined]);
});
