/** What the dialects of all ports share. */

import type { Phrases } from "../i18n/phrases.ts";
import type { SystemClock } from "../runtime/clock.ts";
import { PasswordCheck } from "./access/password_check.ts";
import type { Services } from "./dialects/dialect.ts";
import { CLOAK_KEY_FILE, type ServeFlags } from "./options.ts";

/** What decides on it. */
export interface ServicesOptions {
  readonly flags: ServeFlags;
  /** The data folder. */
  readonly data: string;
  readonly phrases: Phrases;
  /** The password that clients must give, if any. */
  readonly password?: string | undefined;
  readonly clock: SystemClock;
}

/** Makes it; `cloakKey` is the key that all servers of a cluster have. */
export async function servicesOf(
  { flags, data, phrases, password, clock }: ServicesOptions,
  shared: Pick<Services, "log" | "hub" | "readMarks" | "nodes" | "ircPort">,
  cloakKey: string | undefined,
): Promise<Services> {
  const showsWhere = flags["irc-port"] !== undefined || cloakKey !== undefined;
  return {
    ...shared,
    now: clock.date,
    phrases: phrases.server,
    passwordCheck: password === undefined ? undefined : await PasswordCheck.create(password, clock),
    // only IRC clients are shown where somebody is from: here, or at another server
    cloaks: showsWhere ? await loadCloaks(data, cloakKey) : NO_CLOAKS,
    secret: () => crypto.randomUUID().replaceAll("-", ""),
    rate: flags.rate,
    history: flags.history,
  };
}

const NO_CLOAKS: Services["cloaks"] = { of: () => "hidden", ofNick: () => "hidden" };

/** Loaded only when needed: most servers have no port for IRC. */
async function loadCloaks(data: string, key: string | undefined): Promise<Services["cloaks"]> {
  const { Cloaks } = await import("./access/cloaks.ts");
  if (key !== undefined) return new Cloaks(key);
  return await Cloaks.load(`${data}/${CLOAK_KEY_FILE}`);
}
