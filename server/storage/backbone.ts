/**
 * The seam under the rooms: the durable part of a server. `local/` is the embedded implementation (files);
 * `postgres/` is shared by several servers.
 */

import { Failure } from "../failure.ts";
import type { BanLog, ClusterReport, MarkLog, NameLog, NodeList } from "./cluster.ts";
import type { Opened, Sink, Stored } from "./journal.ts";

/** A room that has members at some server. */
export interface RoomInUse {
  /** Its name. */
  readonly name: string;
  /** How many members it has. */
  readonly count: number;
  /** Id of the newest message. */
  readonly last: number;
  /** When something last happened there, in milliseconds since 1970. */
  readonly ms: number;
  /** The topic and when it was set, if there is one. */
  readonly topic: { readonly topic: string; readonly ms: number } | null;
}

/** How the disk under a backbone does. */
export interface StorageHealth {
  /** Why the last batch could not be stored, and since when none could; absent while all is well. */
  readonly failure?: {
    /** Milliseconds since 1970. */
    readonly since: number;
    readonly cause: Error;
  } | undefined;
  /** For how long the disk has been busy with one batch, in milliseconds; 0 when nothing waits. */
  readonly waitingMs: number;
}

/** The durable part of a server. */
export interface Backbone {
  /** Bytes of drafts of all rooms that are not durable yet, about. */
  readonly waitingBytes: number;
  /**
   * Who has which nickname, where several servers share the backbone. Then all that happens in a room is
   * kept from its first event on, topics are kept by the backbone, and nothing is announced that is not
   * stored.
   */
  readonly names?: NameLog | undefined;
  /** The bans, where several servers share the backbone. */
  readonly bans?: BanLog | undefined;
  /** How far people have read, where several servers share the backbone. */
  readonly marks?: MarkLog | undefined;
  /** The key of what is shown instead of addresses, where all servers must show the same. */
  readonly cloakKey?: string | undefined;
  /** The servers that share the backbone; absent where there is one alone. */
  readonly nodes?: NodeList | undefined;
  /** Resolves when this server may write nothing any more, with the reason. Absent where that cannot be. */
  readonly ended?: Promise<StorageError>;
  /** How its disk does now. */
  readonly health: StorageHealth;
  /** How a server does that shares the backbone with others. */
  readonly cluster?: ClusterReport | undefined;
  /** Of how many rooms something is kept, about. */
  readonly rooms: number;
  /** The rooms that have members at any server, but for hidden ones; where several share the backbone. */
  inUse?(): Promise<readonly RoomInUse[]>;
  /**
   * Whether something is kept of a room.
   *
   * @throws {StorageError} when that cannot be found out.
   */
  has(room: string): Promise<boolean>;
  /**
   * Opens a room; a new one is empty.
   *
   * @param past What happened in a new room before something was kept of it: its log begins with that.
   * @throws {StorageError} when its log cannot be read or written.
   */
  open<By>(room: string, sink: Sink<By>, past?: readonly Stored[]): Promise<Opened<By>>;
  /**
   * Finds out whether other programs have changed what is open. Called about once a second. What cannot be
   * relied on any more is warned of; never rejects.
   */
  check(): Promise<void>;
  /** Closes every room and gives the data folder back. */
  close(): Promise<void>;
}

/** How a data folder, or a file in it, can be unusable. */
export type StorageCode =
  | "locked"
  | "unwritable"
  | "unreadable"
  | "full"
  | "log_closed"
  | "log_changed"
  | "folder_changed"
  | "unreachable"
  | "fenced"
  | "astray"
  | "folder_copied"
  | "bans_unreadable"
  | "bans_no_list"
  | "bans_entry"
  | "ban_not_shared";

/** The data folder, or a file in it, cannot be used. */
export class StorageError<C extends StorageCode = StorageCode> extends Failure<C> {
  override readonly name = "StorageError";
}
