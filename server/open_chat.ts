/** The chat without its sockets: what the server keeps, and the hub that works on it. */

import type { Phrases } from "../i18n/phrases.ts";
import { type Logger, warnOf } from "../runtime/logger.ts";
import type { Bans } from "./access/bans.ts";
import { Hub } from "./chat/hub.ts";
import type { ReadMarks } from "./chat/read_marks.ts";
import type { Room } from "./chat/room.ts";
import type { Departures } from "./dialects/irc/departures.ts";
import { openStorage, type StorageOptions } from "./open_storage.ts";
import { loadBans, loadDepartures, loadReadMarks } from "./saved_state.ts";
import type { Backbone } from "./storage/backbone.ts";
import type { ServerBan } from "./storage/server_ban.ts";

/** What a chat is opened with. */
export interface ChatOptions extends StorageOptions {
  readonly phrases: Phrases;
}

/** The chat without its sockets. */
export interface Chat {
  readonly backbone: Backbone;
  readonly readMarks: ReadMarks;
  readonly bans: Bans;
  /** What is done about bans that another server makes, once this one listens. */
  readonly enforced: { ban: (ban: ServerBan) => void };
  readonly departures: Departures | undefined;
  readonly hub: Hub;
}

/**
 * Opens what the server keeps, and the hub that works on it. What must be closed is added to `parts`.
 *
 * @throws {StorageError} when the data folder cannot be used.
 * @throws {UnusableDatabase} when the database of a cluster cannot be used.
 */
export async function openChat(
  options: ChatOptions,
  log: Logger,
  parts: AsyncDisposableStack,
): Promise<Chat> {
  const { clock } = options;
  const backbone = await openStorage(options, log);
  parts.defer(() => backbone.close());
  parts.defer(() => clock.cancelAll());
  const { readMarks, file } = await loadReadMarks(options, backbone, log);
  parts.defer(() => file.close());
  const enforced: Chat["enforced"] = { ban: () => {} };
  const bans = await loadBans(options, backbone, (ban) => enforced.ban(ban));
  const loaded = await loadDepartures(options, log);
  if (loaded !== undefined) parts.defer(() => loaded.file.close());
  const departures = loaded?.departures;
  const opened = ({ name, last, log }: Room) => departures?.opened(name, last, log);
  const hub = hubOf(options, log, backbone, bans, opened);
  return { backbone, readMarks, bans, enforced, departures, hub };
}

function hubOf(
  { phrases: { server }, clock }: ChatOptions,
  log: Logger,
  backbone: Backbone,
  bans: Bans,
  opened: (room: Room) => void,
): Hub {
  const banOf = (nick: string) => bans.ofNick(nick);
  return new Hub({ backbone, phrases: server, banOf, clock, warn: warnOf(log), opened });
}
