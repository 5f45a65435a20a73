import { assertEquals } from "@std/assert";
import { ruBytes, ruCount, ruMessages, ruOfBytes } from "../../../i18n/ru/plural.ts";
import { phrasesOf } from "../../support/phrases.ts";

Deno.test("ruCount and its kind follow the number", () => {
  const forms: readonly [count: number, form: string][] = [
    [0, "сообщений"],
    [1, "сообщение"],
    [2, "сообщения"],
    [4, "сообщения"],
    [5, "сообщений"],
    [11, "сообщений"],
    [14, "сообщений"],
    [21, "сообщение"],
    [22, "сообщения"],
    [111, "сообщений"],
    [1024, "сообщения"],
  ];
  for (const [count, form] of forms) assertEquals(ruMessages(count), `${count} ${form}`);
  assertEquals([1, 2, 5, 21].map(ruOfBytes), ["1 байта", "2 байт", "5 байт", "21 байта"]);
  assertEquals([1, 2, 5, 11].map(ruBytes), ["1 байт", "2 байта", "5 байт", "11 байт"]);
  assertEquals(ruCount(3, "раз", "раза", "раз"), "3 раза");
});

Deno.test("Russian sentences agree with their numbers", () => {
  const { client: { screen }, server } = phrasesOf("ru");
  const said = [1, 3, 7, 21].map((count) => screen.missed(count));
  assertEquals(said, [
    "Снова на связи, пропущено 1 сообщение, всё загружено",
    "Снова на связи, пропущено 3 сообщения, всё загружено",
    "Снова на связи, пропущено 7 сообщений, всё загружено",
    "Снова на связи, пропущено 21 сообщение, всё загружено",
  ]);
  assertEquals([1, 2, 5].map(screen.waiting), ["(ждёт 1)", "(ждут 2)", "(ждут 5)"]);
  assertEquals(server.full(1024), "Сервер полон: подключено 1024 клиента");
  assertEquals(server.slowDown(1), "Вы шлёте больше 1 сообщения в секунду; они задерживаются");
});
