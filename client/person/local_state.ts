/**
 * What a person's client keeps in files: the last messages, how far rooms were read, and the messages it
 * could not send.
 */

import type { NodeInfo } from "../../protocol/frames.ts";
import { placeOf } from "../../protocol/host.ts";
import { folderFor } from "../../runtime/platform_folders.ts";
import type { JoinContext } from "../join_context.ts";
import type { LinkEvent } from "../link/events.ts";
import { foldNick } from "../../protocol/nick_fold.ts";
import { MAX_IGNORED_NICKS, MAX_QUIET_ROOMS } from "../limits.ts";
import { KeptNames } from "../memory/kept_names.ts";
import { MessageCache } from "../memory/message_cache.ts";
import { RecoveredMessages } from "../memory/recovered_messages.ts";
import { TypedStore } from "../memory/typed_store.ts";
import { RoomStore } from "../memory/room_store.ts";
import { serverFileName } from "../memory/server_file_name.ts";
import { ServerListStore } from "../memory/server_list_store.ts";
import { addressOnly } from "../server_list.ts";
import { serverListFile } from "../server_list_file.ts";
import { type UnsentState, unsentStateOf } from "../memory/unsent_state.ts";
import { NO_CACHE } from "../no_cache.ts";
import type { ClientSystem } from "../system.ts";
import { UnsentStore } from "../memory/unsent_store.ts";
import type { DeferredWarnings } from "./deferred_warnings.ts";

/** Events after which the user may have read more, or is in other rooms. */
const CHANGES_PLACE: ReadonlySet<LinkEvent["type"]> = new Set([
  "caught_up",
  "entered",
  "message",
  "parted",
]);

/** What a local state works with. */
export interface LocalStateOptions
  extends Pick<JoinContext, "session" | "phrases" | "host" | "port" | "others"> {
  readonly system: Pick<ClientSystem, "os" | "env" | "files" | "clock">;
}

/** The files of one running client, and what was found in them. */
export class LocalState implements AsyncDisposable {
  /** The last messages of the server, oldest first. */
  readonly cached: readonly string[];
  /** The messages that an earlier client could not send. */
  readonly recovered: RecoveredMessages;
  /** Of whom the user wants to see nothing. */
  readonly ignored: KeptNames;
  /** The rooms of which the user is not told who comes and goes. */
  readonly quiet: KeptNames;
  readonly #cache: MessageCache | undefined;
  readonly #store: UnsentStore | undefined;
  readonly #rooms: RoomStore | undefined;
  /** What was typed in the rooms of the server. */
  readonly typed: TypedStore | undefined;
  /** The list of the servers that the user has joined. */
  readonly serverList: ServerListStore | undefined;
  readonly #serverListFailed: (error: unknown) => void;
  #hasEntered = false;
  #isReported = false;

  private constructor(
    { session }: LocalStateOptions,
    cache: { readonly file: MessageCache | undefined; readonly entries: readonly string[] },
    unsent: { readonly file: UnsentStore | undefined; readonly state: UnsentState | undefined },
    { rooms, ignored, quiet, typed }: {
      readonly rooms: RoomStore | undefined;
      readonly ignored: KeptNames;
      readonly quiet: KeptNames;
      readonly typed: TypedStore | undefined;
    },
    servers: {
      readonly serverList: ServerListStore | undefined;
      readonly failed: (error: unknown) => void;
    },
  ) {
    this.serverList = servers.serverList;
    this.#serverListFailed = servers.failed;
    this.#rooms = rooms;
    this.ignored = ignored;
    this.quiet = quiet;
    this.typed = typed;
    this.#cache = cache.file;
    this.cached = cache.entries;
    const { file: store, state: earlier } = unsent;
    this.#store = store;
    const recovered = new RecoveredMessages(earlier?.items ?? [], session);
    this.recovered = recovered;
    if (earlier !== undefined) session.restore(earlier);
    store?.track(() => unsentStateOf(session, earlier, recovered.items));
    session.outbox.changed = () => store?.changed();
  }

  /**
   * Opens the files. A file that cannot be used is warned of, and the chat goes on without it.
   *
   * @param cachePath The file of the cache, where the user has named one.
   */
  static async open(
    options: LocalStateOptions,
    cachePath: string | undefined,
    warnings: DeferredWarnings,
  ): Promise<LocalState> {
    const store = await openStore(options, warnings);
    const state = await store?.load();
    const cache = openCache(options, cachePath, warnings);
    const entries = await cache?.load() ?? [];
    const ignored = new KeptNames({ most: MAX_IGNORED_NICKS, key: foldNick });
    const quiet = new KeptNames({ most: MAX_QUIET_ROOMS });
    const rooms = openRooms(options, warnings, { ignored, quiet });
    const known = await rooms?.load();
    options.session.recall(known?.users ?? []);
    // who comes back is called as last time
    options.session.nick ??= known?.users.at(-1)?.nick;
    ignored.recall(known?.ignored ?? []);
    quiet.recall(known?.quiet ?? []);
    for (const names of [ignored, quiet]) names.changed = () => rooms?.changed();
    const typed = openTyped(options, cachePath, warnings);
    await typed?.load();
    const files = { rooms, ignored, quiet, typed };
    const servers = {
      serverList: openServerList(options),
      failed: warnings.from(options.phrases.client.serversFailed),
    };
    return new LocalState(
      options,
      { file: cache, entries },
      { file: store, state },
      files,
      servers,
    );
  }

  /** Whether what was not sent is kept for the next time. */
  get keepsUnsent(): boolean {
    return this.#store !== undefined;
  }

  /** Takes what happens: a message goes into the cache, and how far rooms were read is kept. */
  watch(event: LinkEvent): void {
    if (event.type === "entered" && !this.#hasEntered) {
      this.#hasEntered = true;
      this.serverList?.joined().catch(this.#serverListFailed);
    }
    if (event.type === "nodes") this.#learn(event.nodes);
    if (event.type === "message") this.#cache?.add(event.message, event.room);
    if (CHANGES_PLACE.has(event.type)) this.#rooms?.changed();
  }

  /** Keeps the other servers of the cluster, so that the next client can go on at them. */
  #learn(nodes: readonly NodeInfo[]): void {
    const others = nodes.flatMap(({ addr }) => {
      const { host, port } = placeOf(addr) ?? {};
      return host === undefined || port === undefined ? [] : [{ host, port }];
    });
    this.serverList?.learned(others).catch(this.#serverListFailed);
  }

  /**
   * Hands events on to `emit`. Once it is clear which messages the server has after all, the others
   * are reported.
   */
  reporting(emit: (event: LinkEvent) => void): (event: LinkEvent) => void {
    const { recovered } = this;
    return (event) => {
      recovered.on(event);
      emit(event);
      if (event.type !== "caught_up" || this.#isReported) return;
      this.#isReported = true;
      if (recovered.items.length > 0) emit({ type: "unsent_found", items: recovered.items });
    };
  }

  /** Writes what is not written yet. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cache?.close();
    await this.#rooms?.close();
    await this.typed?.close();
    await this.serverList?.close();
    await this.#store?.close();
  }
}

function openCache(
  { system, host, port, phrases }: LocalStateOptions,
  file: string | undefined,
  warnings: DeferredWarnings,
): MessageCache | undefined {
  const { files, clock } = system;
  const folder = folderFor("cache", system);
  const path = file ?? (folder && `${folder}/${serverFileName(host, port, "txt")}`);
  if (path === undefined || path === NO_CACHE) return undefined;
  const failed = warnings.from(phrases.client.cacheFailed);
  return new MessageCache({ path, files, clock, failed });
}

function openServerList(
  { system, host, port, others }: LocalStateOptions,
): ServerListStore | undefined {
  const { files, clock } = system;
  const path = serverListFile(system);
  return path === undefined
    ? undefined
    : new ServerListStore({ path, files, clock, server: addressOnly({ host, port, others }) });
}

function openRooms(
  { system, session, host, port, phrases }: LocalStateOptions,
  warnings: DeferredWarnings,
  kept: { readonly ignored: KeptNames; readonly quiet: KeptNames },
): RoomStore | undefined {
  const { files, clock } = system;
  const folder = folderFor("state", system);
  if (folder === undefined) return undefined;
  return new RoomStore({
    path: `${folder}/${serverFileName(host, port, "rooms.json")}`,
    files,
    clock,
    failed: warnings.from(phrases.client.roomsFailed),
    current: () => session.known,
    ...kept,
  });
}

function openTyped(
  { system, host, port, phrases }: LocalStateOptions,
  cachePath: string | undefined,
  warnings: DeferredWarnings,
): TypedStore | undefined {
  const { files, clock } = system;
  const folder = folderFor("state", system);
  // who wants no messages kept wants no messages of their own kept either
  if (folder === undefined || cachePath === NO_CACHE) return undefined;
  return new TypedStore({
    path: `${folder}/${serverFileName(host, port, "typed.json")}`,
    files,
    clock,
    failed: warnings.from(phrases.client.typedFailed),
  });
}

async function openStore(
  { system, host, port, phrases }: LocalStateOptions,
  warnings: DeferredWarnings,
): Promise<UnsentStore | undefined> {
  const { files, clock } = system;
  const folder = folderFor("state", system);
  if (folder === undefined) return undefined;
  const name = (number: number) =>
    serverFileName(host, port, number === 1 ? "unsent.json" : `${number}.unsent.json`);
  return await UnsentStore.open({
    path: (number) => `${folder}/${name(number)}`,
    files,
    clock,
    failed: warnings.from(phrases.client.unsentFailed),
    setAside: (path) => warnings.add(phrases.client.unsentSetAside(path)),
  });
}
