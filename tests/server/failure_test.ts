import { assert, assertEquals } from "@std/assert";
import { LANGUAGES } from "../../i18n/phrases.ts";
import { AccessError } from "../../server/access/access_error.ts";
import { TlsError } from "../../server/access/certificate.ts";
import { Failure } from "../../server/failure.ts";
import { listenError } from "../../server/net/listen.ts";
import { StorageError } from "../../server/storage/backbone.ts";
import { phrasesOf } from "../support/phrases.ts";

const NO_FILE = { cause: Object.assign(new Error("No such file"), { code: "ENOENT" }) };
const IN_USE = Object.assign(new Error("Address already in use"), { code: "EADDRINUSE" });

const cases: [failure: Failure, english: string, russian: string][] = [
  [
    new AccessError("cert_without_key", {}),
    "Cannot use --cert without --key",
    "К параметру --cert нужен --key",
  ],
  [
    new AccessError("password_unreadable", { path: "/pw" }, NO_FILE),
    "Cannot read the password in /pw: there is no such file",
    "Не прочесть пароль из /pw: такого файла нет",
  ],
  [
    new AccessError("operator_line", { path: "/ops", line: 3 }),
    "Cannot use line 3 of /ops: expected a name, a space and a password",
    "Не годится строка 3 в /ops: нужны имя, пробел и пароль",
  ],
  [
    new TlsError("certificate_unreadable", { path: "/c.pem" }, NO_FILE),
    "Cannot read /c.pem: there is no such file",
    "Не прочесть /c.pem: такого файла нет",
  ],
  [
    listenError("::1", 7000, IN_USE),
    "Cannot listen on [::1]:7000: the port is in use by another program",
    "Не слушать на [::1]:7000: порт занят другой программой",
  ],
  [
    listenError("no.such.host", 7000, new Error("failed to lookup")),
    "Cannot listen on no.such.host:7000: this machine knows no address of that name",
    "Не слушать на no.such.host:7000: эта машина не знает такого имени",
  ],
  [
    new StorageError("locked", { path: "/data/lock" }),
    "Cannot use the data folder: another server is using it (/data/lock is locked)",
    "Папка данных занята другим сервером (/data/lock заперт)",
  ],
  [
    new StorageError("bans_unreadable", { path: "/bans.json" }, { cause: new SyntaxError("odd") }),
    "Cannot read the bans in /bans.json: it is not JSON: odd",
    "Не прочесть, кому закрыт вход, из /bans.json: это не JSON: odd",
  ],
];

Deno.test("Failure is put into words in the language of whoever reads it", () => {
  for (const [failure, english, russian] of cases) {
    assertEquals(failure.inWords(phrasesOf("en")), english);
    assertEquals(failure.inWords(phrasesOf("ru")), russian);
  }
});

Deno.test("Failure's message is its English sentence, for logs", () => {
  for (const [failure, english] of cases) assertEquals(failure.message, english);
});

Deno.test("Failure leaves nothing of its data unsaid where the cause is unknown", () => {
  for (const language of LANGUAGES) {
    const failure = new StorageError("unwritable", { path: "/x" }, {
      cause: new Error("so it is"),
    });
    const said = failure.inWords(phrasesOf(language));
    assert(said.endsWith("/x: so it is"), said);
  }
});
