/**
 * Why a server does not start or cannot use a file, by the code of the error. A sentence gets the data of the
 * error, and as `why` the reason of its cause.
 */

import type { FailurePhrases } from "../en/failures.ts";
import { ruBytes } from "./plural.ts";

export const failures: FailurePhrases = {
  same_port: ({ one, other }) => `${one} и ${other} одинаковы`,
  port_blocked: ({ port }) =>
    `Порт ${port} для браузеров не годится: ни один не откроет на нём страницу, потому что это порт другой службы; ` +
    "возьмите другой, например 8080",
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

  ban_not_shared: () =>
    "Запрет действует только на этом сервере и до его остановки: база данных кластера недоступна",
  unreachable: () => "База данных кластера недоступна",
  astray: () =>
    "База данных потеряла то, что уже показано: главным стал резервный сервер без последних событий; " +
    "новый запуск продолжит с тем, что осталось, и с тем, что помнят серверы",
  folder_copied: ({ address }) =>
    `Этот сервер больше не узел кластера: его папка данных скопирована с папки, с которой работает ${address}; ` +
    "удалите файл home в одной из них",
  fenced: () =>
    "Этот сервер больше не узел кластера: другие узлы слишком долго ничего о нём не слышали",
  database_unreachable: ({ hosts, why }) => `База данных на ${hosts} недоступна: ${why}`,
  no_primary: ({ hosts }) =>
    `База данных на ${hosts} не годится: отвечают только резервные серверы, а нужен основной`,
  database_old: ({ seen, wanted }) =>
    `PostgreSQL ${seen} не годится: нужна версия ${wanted} или новее`,
  database_encoding: ({ seen }) => `База данных в кодировке ${seen} не годится: нужна UTF8`,
  database_setting: ({ name, seen, wanted }) =>
    `На базу данных нельзя положиться: ${name} = ${seen}, а нужно ${wanted}`,
  session_settings: ({ name, seen, wanted }) =>
    `Это соединение с базой данных не годится: ${name} = ${seen}, а запрошено ${wanted}; ` +
    "укажите сам PostgreSQL, а не пул соединений, который отбрасывает настройки сеанса",
  database_pooled: ({ hosts, why }) =>
    `Пул соединений на ${hosts} не годится (${why}): укажите сам PostgreSQL, ` +
    "потому что серверам нужны свои соединения со своими настройками",
  standby_unnamed: () =>
    "На базу данных нельзя положиться: synchronous_standby_names пуст, и всё хранится на одном диске; " +
    "укажите резервный сервер или согласитесь на это с --cluster-unsafe",
  standby_missing: ({ names }) =>
    `В базу данных не записать: не подключён резервный сервер из synchronous_standby_names (${names})`,
  statistics_hidden: ({ user }) =>
    `Роль ${user} не видит резервных серверов: выполните GRANT pg_read_all_stats TO ${user}`,
  schema_missing: ({ database }) =>
    `В базе данных ${database} нет схемы chat: её владелец создаст её командой chat cluster init`,
  schema_old: ({ seen, wanted }) =>
    `Схема chat версии ${seen} не годится, нужна ${wanted}: её обновит chat cluster init`,
  rights_missing: ({ user }) =>
    `Роли ${user} не хватает прав на схему chat: chat cluster init даёт их роли chat`,
  notifications_missing: () =>
    "Это соединение с базой данных не годится: уведомления не приходят; " +
    "пул соединений должен быть в режиме session",
  database_password_empty: ({ path }) =>
    `Не годится пароль базы данных из ${path}: первая строка пуста`,
  database_file_unreadable: ({ path, why }) => `Не прочесть ${path}: ${why}`,
  init_failed: ({ why }) => `Схему chat не создать: ${why}`,
  keep_by_size: () => "Кластер не ограничить размером: здесь --keep принимает срок, например 90d",
  node_address: ({ address }) =>
    `Клиентам не дать адрес ${address}: назовите этот сервер с помощью --node`,
};
