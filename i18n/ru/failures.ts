/**
 * Why a server does not start or cannot use a file, by the code of the error. A sentence gets the data of the
 * error, and as `why` the reason of its cause.
 */

import type { FailurePhrases } from "../en/failures.ts";
import { ruBytes } from "./plural.ts";

export const failures: FailurePhrases = {
  cert_without_key: () => "К параметру --cert нужен --key",
  key_without_cert: () => "К параметру --key нужен --cert",
  certificate_unreadable: ({ path, why }) => `Не прочесть ${path}: ${why}`,
  certificate_unwritable: ({ path, why }) => `Не записать ${path}: ${why}`,
  certificate_not_pem: ({ path }) => `Не годится сертификат ${path}: в нём нет ничего в виде PEM`,
  key_not_pem: ({ path }) => `Не годится закрытый ключ ${path}: в нём нет ничего в виде PEM`,
  certificate_refused: ({ why }) =>
    `Сертификат и ключ не годятся: они не подходят друг к другу или повреждены (${why})`,

  password_exposed: ({ host }) =>
    `Нельзя просить пароль на ${host} без шифрования: его прочёл бы любой по пути; добавьте --tls`,
  password_unreadable: ({ path, why }) => `Не прочесть пароль из ${path}: ${why}`,
  password_empty: ({ path }) => `Не годится пароль из ${path}: первая строка пуста`,

  operators_unreadable: ({ path, why }) => `Не прочесть операторов из ${path}: ${why}`,
  operator_line: ({ path, line }) =>
    `Не годится строка ${line} в ${path}: нужны имя, пробел и пароль`,

  bans_unreadable: ({ path, why }) => `Не прочесть, кому закрыт вход, из ${path}: ${why}`,
  bans_no_list: ({ path }) =>
    `Не прочесть, кому закрыт вход, из ${path}: нужен список в квадратных скобках`,
  bans_entry: ({ path, entry }) =>
    `Не прочесть, кому закрыт вход, из ${path}: запись ${entry} не годится`,
  too_many_bans: ({ limit }) => `Больше ${limit} запретов не сохранить`,

  address_unusable: ({ address, why }) => `Не слушать на ${address}: ${why}`,
  host_unknown: ({ address }) => `Не слушать на ${address}: эта машина не знает такого имени`,

  locked: ({ path }) => `Папка данных занята другим сервером (${path} заперт)`,
  unreadable: ({ path, why }) => `Не прочесть ${path}: ${why}`,
  unwritable: ({ path, why }) => `Не записать ${path}: ${why}`,
  full: ({ path, why }) => `Не записать ${path}: ${why}`,
  log_closed: () => "Журнал уже закрыт, в него не записать",
  log_changed: ({ path, size, wanted }) =>
    `Журнал ${path} не продолжить: в нём ${ruBytes(size)}, а записано было ${wanted}`,
  folder_changed: ({ path }) =>
    `Папка данных ${path} недоступна: её больше нет, или на её месте другая`,
};
