/** Why something failed: what comes after the colon. */

import type { ReasonPhrases } from "../en/system_errors.ts";
import { ruOfBytes } from "./plural.ts";

export const reasons: ReasonPhrases = {
  codes: {
    EACCES: "нет прав",
    EADDRINUSE: "порт занят другой программой",
    EADDRNOTAVAIL: "у этой машины нет такого адреса",
    EAFNOSUPPORT: "у этой машины нет адресов такого вида",
    ECONNABORTED: "другая сторона закрыла соединение",
    ECONNRESET: "другая сторона закрыла соединение",
    EDQUOT: "ваша доля диска заполнена",
    EEXIST: "там уже есть что-то с этим именем",
    EFBIG: "файл стал бы слишком большим",
    EHOSTUNREACH: "нет пути к этой машине",
    EIO: "диск сообщает об ошибке",
    EISDIR: "это папка",
    ELOOP: "символические ссылки ведут к самим себе",
    EMFILE: "открыто слишком много файлов",
    ENAMETOOLONG: "слишком длинное имя",
    ENETUNREACH: "нет пути к этой сети",
    ENFILE: "открыто слишком много файлов",
    ENOENT: "такого файла нет",
    ENOSPC: "на диске нет места",
    ENOTDIR: "часть пути не папка",
    EPERM: "нет прав",
    EPIPE: "другая сторона закрыла соединение",
    EROFS: "файловая система только для чтения",
    ETIMEDOUT: "нет ответа вовремя",
    name_unknown: "адрес по имени не найден",
    missing: "такого файла нет",
    not_a_file: "это не файл",
    not_ours: "эта программа его не писала и оставляет как есть",
    deleted: "файл удалён, у него остался только дескриптор: передайте канал, например <(cat <&3)",
    busy: "он занят другой программой",
    not_text: "это не текст UTF-8",
    NotCapable: "этой программе туда доступа нет",
  },
  tooLong: (bytes) => `файл длиннее ${ruOfBytes(bytes)}`,
  notJson: (detail) => `это не JSON: ${detail}`,
};
