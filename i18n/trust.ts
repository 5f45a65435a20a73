/** What the client says of whom it trusts, and of passwords. */

/** Why a server is not spoken to; a colon and what was seen come after it. */
const enLosses = {
  tls_changed:
    "DANGER: THIS IS NOT THE SERVER IT WAS. Its certificate has changed: either it was " +
    "made anew, or someone on the way pretends to be the server. Nothing was sent. If you know " +
    "that it was made anew, delete its line in the file of known servers. Before and now",
  tls_other: "DANGER: THIS IS NOT THE SERVER YOU WANT. Its certificate is not the one of --pin. " +
    "Nothing was sent. Wanted and seen",
  tls_missing: "DANGER: THIS SERVER DOES NOT ENCRYPT ANY MORE. It was joined with TLS, and now " +
    "answers without: someone on the way may read along. Nothing was sent. If you know that it " +
    "is run without TLS now, delete its line in the file of known servers. Before",
  tls_unproven:
    "The server cannot prove that its certificate is its own, or it is not valid. Nothing was sent",
  known_unreadable: "Cannot tell whether this is the right server",
  password_exposed:
    "The server asks for a password, and everyone on the way could read it: it was not sent",
};

const ruLosses: typeof enLosses = {
  tls_changed: "ОПАСНО: ЭТО НЕ ТОТ СЕРВЕР, ЧТО ПРЕЖДЕ. Его сертификат сменился: либо его создали " +
    "заново, либо кто-то по пути выдаёт себя за сервер. Ничего не отправлено. Если вы знаете, " +
    "что его создали заново, удалите его строку в файле известных серверов. Прежде и теперь",
  tls_other: "ОПАСНО: ЭТО НЕ ТОТ СЕРВЕР, ЧТО НУЖЕН. Его сертификат не тот, что в --pin. " +
    "Ничего не отправлено. Нужен и показан",
  tls_missing: "ОПАСНО: ЭТОТ СЕРВЕР БОЛЬШЕ НЕ ШИФРУЕТ. Раньше в него входили по TLS, а теперь он " +
    "отвечает без него: кто-то по пути может всё читать. Ничего не отправлено. Если вы знаете, " +
    "что он теперь работает без TLS, удалите его строку в файле известных серверов. Прежде",
  tls_unproven:
    "Сервер не может доказать, что сертификат его, или сертификат негоден. Ничего не отправлено",
  known_unreadable: "Не проверить, тот ли это сервер",
  password_exposed: "Сервер просит пароль, а по пути его прочёл бы любой: пароль не отправлен",
};

export const en = {
  losses: enLosses,
  newServer: (fingerprint: string) =>
    `Encrypted. A server not seen before, known by this fingerprint from now on: ${fingerprint}`,
  knownServer: "Encrypted; the server is the one it was",
  pinnedServer: "Encrypted; the server is the one of --pin",
  unsaved: (why: string) => `The fingerprint could not be remembered: ${why}`,
  badPasswordFile: (path: string, why: string) => `Cannot read the password in ${path}: ${why}`,
  emptyPassword: "its first line is empty",
  noSuchFile: "there is no such file",
  passwordPrompt: "Password: ",
  passwordNeeded: "the server wants a password: set CHAT_PASSWORD, or name a --password-file",
};

/** These sentences in one language. */
export type TrustPhrases = typeof en;

export const ru: TrustPhrases = {
  losses: ruLosses,
  newServer: (fingerprint) =>
    `Зашифровано. Сервер новый, впредь узнаётся по этому отпечатку: ${fingerprint}`,
  knownServer: "Зашифровано; сервер тот же, что прежде",
  pinnedServer: "Зашифровано; сервер тот, что в --pin",
  unsaved: (why) => `Отпечаток не удалось запомнить: ${why}`,
  badPasswordFile: (path, why) => `Не прочесть пароль из ${path}: ${why}`,
  emptyPassword: "его первая строка пуста",
  noSuchFile: "такого файла нет",
  passwordPrompt: "Пароль: ",
  passwordNeeded: "серверу нужен пароль: задайте CHAT_PASSWORD или --password-file",
};
