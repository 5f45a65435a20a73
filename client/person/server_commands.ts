/** The commands for the list of servers. It is in a file, so what comes of them is told later. */

import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import type { Phrases } from "../../i18n/phrases.ts";
import { reasonOf } from "../../i18n/reason.ts";
import type { ServerListStore } from "../memory/server_list_store.ts";
import { addressesOf } from "../server_list.ts";

/** What the commands work with. */
export interface ServerCommandsOptions {
  readonly phrases: Phrases;
  /** The servers that the user has joined; where there is no home folder nothing is kept. */
  readonly serverList?: ServerListStore | undefined;
  /** Shows what has come of a command. */
  readonly note: (text: string) => void;
}

/** Each command returns what is wrong, as far as that is known at once. */
export class ServerCommands {
  readonly #options: ServerCommandsOptions;
  #names: readonly string[] = [];

  /** Begins to learn the names. */
  constructor(options: ServerCommandsOptions) {
    this.#options = options;
    void this.#learnNames();
  }

  /** The names that the user has given to servers, as far as they are known by now. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** Shows all servers. */
  list(): string | undefined {
    return this.#do(async (serverList) => {
      const list = (await serverList.list()).toReversed();
      const text = list.map((server) => {
        const { name } = server;
        const address = addressesOf(server);
        return name === undefined ? address : `${name} (${address})`;
      }).join(", ");
      return text === "" ? this.#say.noServers : this.#say.servers(text);
    });
  }

  /** Gives this server a name. */
  save(name: string): string | undefined {
    return this.#do(async (serverList) => {
      await serverList.save(name);
      return this.#say.serverSaved(name);
    });
  }

  /** Takes a name away. */
  forget(name: string): string | undefined {
    return this.#do(async (serverList) =>
      await serverList.forget(name) ? this.#say.serverForgotten(name) : this.#say.noSuchServer(name)
    );
  }

  get #say(): ScreenPhrases {
    return this.#options.phrases.client.screen;
  }

  #do(act: (serverList: ServerListStore) => Promise<string>): string | undefined {
    const { serverList, note, phrases: { client, reasons } } = this.#options;
    if (serverList === undefined) return this.#say.nothingKept;
    act(serverList).catch((cause) => client.serversFailed(reasonOf(cause, reasons)))
      .then(async (text) => {
        note(text);
        await this.#learnNames();
      });
    return undefined;
  }

  async #learnNames(): Promise<void> {
    try {
      const list = await this.#options.serverList?.list() ?? [];
      this.#names = list.flatMap(({ name }) => name ?? []);
    } catch {
      // whoever does something with the list is told
    }
  }
}
