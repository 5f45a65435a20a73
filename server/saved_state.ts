/** What a server keeps in small files from one run to the next: bans, read marks, who left which room on IRC. */

import type { SystemClock } from "../runtime/clock.ts";
import { type Logger, warnOf } from "../runtime/logger.ts";
import { Bans } from "./access/bans.ts";
import { ReadMarks } from "./chat/read_marks.ts";
import { Departures } from "./dialects/irc/departures.ts";
import {
  IRC_DEPARTURES_DELAY_MS,
  MAX_IRC_DEPARTURES_BYTES,
  MAX_READ_MARKS_BYTES,
  READ_MARKS_DELAY_MS,
} from "./limits.ts";
import { BANS_FILE, DEPARTURES_FILE, READ_MARKS_FILE, type ServeFlags } from "./options.ts";
import type { Backbone } from "./storage/backbone.ts";
import { SavedFile } from "./storage/saved_file.ts";
import type { ServerBan } from "./storage/server_ban.ts";

/** What decides on what is kept, and where. */
export interface SavedStateOptions {
  readonly flags: ServeFlags;
  /** The data folder. */
  readonly data: string;
  readonly clock: SystemClock;
}

/**
 * Loads the bans. In a cluster all servers share them, and get those of the file of this one.
 *
 * @param enforce Told of those that another server has made.
 */
export async function loadBans(
  { data, clock }: SavedStateOptions,
  { bans: log }: Pick<Backbone, "bans">,
  enforce: (ban: ServerBan) => void,
): Promise<Bans> {
  const own = await Bans.load(`${data}/${BANS_FILE}`, clock);
  if (log === undefined) return own;
  const shared = Bans.shared(log, clock, enforce);
  await own.handOver(shared);
  return shared;
}

/** Loads how far people have read. */
export async function loadReadMarks(
  { data, clock }: SavedStateOptions,
  { marks }: Pick<Backbone, "marks">,
  log: Logger,
): Promise<{ readonly readMarks: ReadMarks; readonly file: SavedFile }> {
  const readMarks = new ReadMarks({ clock, changed: () => file.changed(), log: marks });
  const file = new SavedFile({
    path: `${data}/${READ_MARKS_FILE}`,
    text: () => readMarks.toText(),
    ...{ delayMs: READ_MARKS_DELAY_MS, clock, warn: warnOf(log) },
  });
  await file.load(MAX_READ_MARKS_BYTES, (text) => readMarks.load(text));
  return { readMarks, file };
}

/** Loads who left which room when. Only IRC clients are told. */
export async function loadDepartures(
  { data, clock, flags }: SavedStateOptions,
  log: Logger,
): Promise<{ readonly departures: Departures; readonly file: SavedFile } | undefined> {
  if (flags["irc-port"] === undefined) return undefined;
  const isShared = flags.cluster !== undefined;
  const departures = new Departures({ changed: () => file.changed(), isShared });
  const file = new SavedFile({
    path: `${data}/${DEPARTURES_FILE}`,
    text: () => departures.toText(),
    ...{ delayMs: IRC_DEPARTURES_DELAY_MS, clock, warn: warnOf(log) },
  });
  await file.load(MAX_IRC_DEPARTURES_BYTES, (text) => departures.load(text));
  return { departures, file };
}
