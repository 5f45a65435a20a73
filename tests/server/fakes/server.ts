/** What the doors of a server share, without files and sockets. */

import { Hub } from "../../../server/chat/hub.ts";
import { ReadMarks } from "../../../server/chat/read_marks.ts";
import type { Services } from "../../../server/dialects/dialect.ts";
import type { IrcOptions } from "../../../server/dialects/irc/server.ts";
import type { Backbone } from "../../../server/storage/backbone.ts";
import type { NodePlace } from "../../../server/storage/cluster.ts";
import { MemoryBackbone } from "../../support/memory_backbone.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";
import { phrasesOf } from "../../support/phrases.ts";

/** What the tests' servers call the time: half past nine in the morning, UTC. */
export const NOW = Date.UTC(2026, 10, 23, 9, 30);

/** A hub in memory, its disk and its clock. */
export class FakeServer {
  readonly clock = new VirtualClock(NOW);
  readonly disk: MemoryBackbone;
  readonly hub: Hub;
  readonly services: Services;
  readonly readMarks: ReadMarks;
  readonly warnings: string[] = [];
  /** The port for IRC clients, if there is one. */
  ircPort: number | undefined;
  /** The other servers of its cluster; `undefined` where it is alone. */
  others: readonly NodePlace[] | undefined;
  /** What the dialects logged, as `level event`. */
  readonly log: string[] = [];

  /** @param backbone Where the rooms are kept, if not in {@linkcode disk}. */
  constructor(backbone?: Backbone, disk = new MemoryBackbone({ clock: { date: () => NOW } })) {
    this.disk = disk;
    const words = phrasesOf("en").server;
    this.hub = new Hub({
      backbone: backbone ?? this.disk,
      phrases: words,
      clock: this.clock,
      warn: (message) => void this.warnings.push(message),
    });
    let secrets = 0;
    this.readMarks = new ReadMarks({ clock: this.clock });
    const isCluster = () => this.others !== undefined;
    const others = () => this.others ?? [];
    this.services = {
      hub: this.hub,
      get nodes() {
        return isCluster() ? { others: others() } : undefined;
      },
      phrases: words,
      log: (level, event) => void this.log.push(`${level} ${event}`),
      secret: () => secretOf(++secrets),
      cloaks: { of: () => "hidden", ofNick: () => "hidden" },
      readMarks: this.readMarks,
      now: () => this.clock.date(),
      rate: 0,
      history: 10,
      ircPort: () => this.ircPort,
    };
  }

  /** How its IRC port is run. */
  get irc(): IrcOptions {
    const { clock } = this;
    return { serverName: "chat.local", version: "chat", operators: new Map(), clock };
  }
}

/** The secret that a {@linkcode FakeServer} gives to the client that comes as number `n`. */
export function secretOf(n: number): string {
  return `the-secret-of-number-${n}`;
}
