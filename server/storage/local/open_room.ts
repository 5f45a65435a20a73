/** Opens the log of a room: what a crash has left there is mended, and its end is read. */

import type { Clock } from "../../../runtime/clock.ts";
import {
  LOG_SEGMENT_BYTES,
  LOG_TAIL_BYTES,
  MAX_TORN_BYTES,
  MIN_SEGMENTS_PER_AGE,
  RECENT_MESSAGES,
} from "../../limits.ts";
import type { Sink, Stored } from "../journal.ts";
import { type OnDamage, warnOnce } from "./damage.ts";
import { makeFolder } from "./data_folder.ts";
import { type Disk, writeAll } from "./disk.ts";
import type { GroupCommit } from "./group_commit.ts";
import { LocalJournal } from "./journal.ts";
import { logName } from "./log_name.ts";
import { beginning } from "./read_events.ts";
import { moveTornEnd, recover } from "./recover.ts";
import type { Retention } from "./retention.ts";
import { type LogOptions, RoomLog } from "./room_log.ts";
import { SegmentAge } from "./segment_age.ts";
import { listSegments, type Segment, segmentAt } from "./segments.ts";
import { ownThread, type Searcher } from "./searcher.ts";
import { storageError } from "./storage_error.ts";
import { TimesAhead } from "./times_ahead.ts";

/** What all rooms of a backbone share. */
export interface SharedOptions
  extends Pick<LogOptions, "disk" | "imageOf" | "sync" | "failure" | "verify"> {
  readonly commit: GroupCommit;
  readonly search?: Searcher | undefined;
  readonly clock: Clock;
  readonly warn: (message: string) => void;
  readonly segmentBytes?: number | undefined;
  readonly tailBytes?: number | undefined;
  readonly tornBytes?: number | undefined;
  readonly retention?: Retention | undefined;
  /** Told when a new file of a log has begun. */
  readonly onNewFile: () => void;
}

/** A room to open. */
export interface RoomToOpen<By> {
  readonly room: string;
  readonly folder: string;
  readonly sink: Sink<By>;
  /** What the log of a new room begins with; `undefined` for a room that is there. */
  readonly past: readonly Stored[] | undefined;
  /** Whether the system may show what is not on the disk. */
  readonly isDoubtful: boolean;
  /** Told when the log has been closed. */
  readonly onClosed: (log: RoomLog) => void;
}

/** A room that is open. */
export interface OpenedRoom<By> {
  readonly log: RoomLog;
  readonly journal: LocalJournal<By>;
  /** The newest events, oldest first. */
  readonly tail: readonly Stored[];
}

/** @throws {StorageError} when the log cannot be read or written. */
export async function openRoom<By>(
  shared: SharedOptions,
  { room, folder, sink, past, isDoubtful, onClosed }: RoomToOpen<By>,
): Promise<OpenedRoom<By>> {
  const { disk, sync, warn, clock, commit, segmentBytes = LOG_SEGMENT_BYTES } = shared;
  await makeFolder(disk, folder);
  if (past !== undefined && past.length > 0) await writeFirstRecords(disk, folder, past);
  const onDamage = warnOnce(warn);
  const { segments, recovered: { last, lastMs, tail } } = await recoverEnd(
    shared,
    folder,
    onDamage,
  );
  const name = await logName(disk, folder);
  const log = await RoomLog.open({
    ...{ room, folder, disk, sync, segmentBytes },
    doubtfulBytes: isDoubtful ? shared.tornBytes ?? MAX_TORN_BYTES : 0,
    ...{ imageOf: shared.imageOf, onNewFile: shared.onNewFile, warn },
    ...{ failure: shared.failure, verify: shared.verify },
    age: await ageOf(shared, segments.at(-1)),
  }, segments);
  const journal = new LocalJournal(log, {
    ...{ commit, sink, clock, warn, onDamage, name, last, lastMs },
    search: shared.search ?? ownThread,
    timesAhead: new TimesAhead(folder, warn),
    onClosed: () => onClosed(log),
  });
  return { log, journal, tail };
}

/** @throws {StorageError} when they cannot be written. */
async function writeFirstRecords(
  disk: Disk,
  folder: string,
  past: readonly Stored[],
): Promise<void> {
  const { path } = segmentAt(folder, 1);
  try {
    const file = await disk.open(path);
    try {
      writeAll(file, new TextEncoder().encode(past.map(({ line }) => line).join("")), 0);
    } finally {
      file.close();
    }
  } catch (cause) {
    throw storageError("write", path, cause);
  }
}

async function recoverEnd(
  { disk, warn, tailBytes = LOG_TAIL_BYTES, tornBytes }: SharedOptions,
  folder: string,
  onDamage: OnDamage,
) {
  try {
    const segments = await listSegments(disk, folder);
    await moveTorn(disk, segments.at(-1), warn, tornBytes);
    const bounds = { bytes: tailBytes, messages: RECENT_MESSAGES };
    return { segments, recovered: await recover(disk, segments, bounds, onDamage) };
  } catch (cause) {
    throw storageError("read", folder, cause);
  }
}

async function moveTorn(
  disk: Disk,
  newest: Segment | undefined,
  warn: (message: string) => void,
  tornBytes: number | undefined,
): Promise<void> {
  const bytes = newest ? await moveTornEnd(disk, newest.path, tornBytes) : 0;
  if (!newest || bytes === 0) return;
  const where = `${newest.path}.torn`;
  warn(`The log ${newest.path} ended in ${bytes} bytes of an unfinished record: moved to ${where}`);
}

async function ageOf(
  { disk, clock, retention: { ms } = {} }: SharedOptions,
  newest: Segment | undefined,
): Promise<SegmentAge | undefined> {
  if (ms === undefined) return undefined;
  return new SegmentAge(ms / MIN_SEGMENTS_PER_AGE, clock, newest && await beginning(disk, newest));
}
