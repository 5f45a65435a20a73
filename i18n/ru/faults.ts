/** Why a nickname, a room or a text cannot be used. */

import type { FaultPhrases } from "../en/faults.ts";
import { ruBytes, ruCount } from "./plural.ts";

export const faults: FaultPhrases = {
  nick_empty: () => "Никнейм не может быть пустым",
  nick_wide: (seen, limit) => `Ширина никнейма ${seen}, можно не больше ${limit}`,
  nick_bytes: (seen, limit) => `Никнейм занимает ${ruBytes(seen)}, можно не больше ${limit}`,
  nick_chars: () => "В никнейме не может быть управляющих и невидимых знаков",
  nick_ends: () => "Никнейм не может начинаться или кончаться пробелом",
  nick_colon: () => "Никнейм не может начинаться с «:» или содержать «: »",
  room_name: (_, limit) =>
    `Имя комнаты: от 1 до ${limit} букв, цифр, «_», «-» или точек между ними`,
  room_reserved: () => "Так комнату назвать нельзя: в Windows это имя устройства",
  text_empty: () => "Сообщение пустое",
  text_bytes: (seen, limit) => `В сообщении ${ruBytes(seen)}, можно не больше ${limit}`,
  text_lines: (seen, limit) =>
    `В сообщении ${ruCount(seen, "строка", "строки", "строк")}, можно не больше ${limit}`,
};
