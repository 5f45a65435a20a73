/** Why `chat serve` does not start, said to those who run it in their own language. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { LANGUAGES } from "../../i18n/phrases.ts";
import { runChat, startServer } from "../support/process.ts";
import { tempFolder } from "./support/temp.ts";

interface Case {
  readonly name: string;
  readonly args: readonly string[];
  readonly code: number;
  readonly en: RegExp;
  readonly ru: RegExp;
}

/** Files of which none is what it should be, in a new folder. */
async function badFiles() {
  const folder = await tempFolder();
  const { path } = folder;
  const write = (name: string, text: string) =>
    Deno.writeTextFile(`${path}/${name}`, text, { mode: 0o600 });
  await write("text", "nothing of use\n");
  await write("empty", "");
  for (const [name, bans] of [["broken", "{"], ["odd", '[{"nick":"eve"},{}]']] as const) {
    await Deno.mkdir(`${path}/${name}`);
    await write(`${name}/bans.json`, bans);
  }
  return folder;
}

/** All cases: with the files in `path`, beside a server that uses a port and a data folder. */
function cases(
  path: string,
  used: { readonly port: number; readonly data: string },
): readonly Case[] {
  return [
    {
      name: "a certificate without its key",
      args: ["--cert", `${path}/text`],
      code: 2,
      en: /^Cannot use --cert without --key$/,
      ru: /^К параметру --cert нужен --key$/,
    },
    {
      name: "a certificate that is something else",
      args: ["--cert", `${path}/text`, "--key", `${path}/text`],
      code: 1,
      en: /^Cannot use the certificate .*text: it holds none in PEM form$/,
      ru: /^Не годится сертификат .*text: в нём нет ничего в виде PEM$/,
    },
    {
      name: "a password file that is not there",
      args: ["--password-file", "/nope"],
      code: 2,
      en: /^Cannot read the password in \/nope: there is no such file$/,
      ru: /^Не прочесть пароль из \/nope: такого файла нет$/,
    },
    {
      name: "an empty password file",
      args: ["--password-file", `${path}/empty`],
      code: 2,
      en: /^Cannot use the password in .*empty: its first line is empty$/,
      ru: /^Не годится пароль из .*empty: первая строка пуста$/,
    },
    {
      name: "a password that would cross a network unencrypted",
      args: ["--host", "0.0.0.0", "--password-file", `${path}/text`],
      code: 2,
      en: /^Cannot ask for a password on 0\.0\.0\.0 without encryption.*--tls$/,
      ru: /^Нельзя просить пароль на 0\.0\.0\.0 без шифрования.*--tls$/,
    },
    {
      name: "operators that are not there",
      args: ["--irc-port", "0", "--oper-file", "/nope"],
      code: 2,
      en: /^Cannot read the operators in \/nope: there is no such file$/,
      ru: /^Не прочесть операторов из \/nope: такого файла нет$/,
    },
    {
      name: "operators without names",
      args: ["--irc-port", "0", "--oper-file", `${path}/odd/bans.json`],
      code: 2,
      en: /^Cannot use line 1 of .*: expected a name, a space and a password$/,
      ru: /^Не годится строка 1 в .*: нужны имя, пробел и пароль$/,
    },
    {
      name: "an address of another machine",
      args: ["--host", "192.0.2.9"],
      code: 3,
      en: /^Cannot listen on 192\.0\.2\.9:0: this machine has no such address$/,
      ru: /^Не слушать на 192\.0\.2\.9:0: у этой машины нет такого адреса$/,
    },
    {
      name: "a name of no machine",
      args: ["--host", "no.such.invalid"],
      code: 3,
      en: /^Cannot listen on no\.such\.invalid:0: this machine knows no address of that name$/,
      ru: /^Не слушать на no\.such\.invalid:0: эта машина не знает такого имени$/,
    },
    {
      name: "a port in use",
      args: ["--port", `${used.port}`],
      code: 3,
      en: /^Cannot listen on 127\.0\.0\.1:\d+: the port is in use by another program$/,
      ru: /^Не слушать на 127\.0\.0\.1:\d+: порт занят другой программой$/,
    },
    ...([
      ["--port", "--web-port"],
      ["--port", "--irc-port"],
      ["--port", "--metrics-port"],
      ["--web-port", "--irc-port"],
    ] as const).map(([one, other]) => ({
      name: `one port for ${one} and ${other}`,
      args: [one, `${used.port}`, other, `${used.port}`],
      code: 2,
      en: new RegExp(`^${one} and ${other} are the same$`),
      ru: new RegExp(`^${one} и ${other} одинаковы$`),
    })),
    {
      name: "bans that are no JSON",
      args: ["--data", `${path}/broken`],
      code: 4,
      en: /^Cannot read the bans in .*bans\.json: it is not JSON: /,
      ru: /^Не прочесть, кому закрыт вход, из .*bans\.json: это не JSON: /,
    },
    {
      name: "a ban of nobody",
      args: ["--data", `${path}/odd`],
      code: 4,
      en: /^Cannot read the bans in .*bans\.json: entry 2 /,
      ru: /^Не прочесть, кому закрыт вход, из .*bans\.json: запись 2 не годится$/,
    },
    {
      name: "a data folder that another server uses",
      args: ["--data", used.data],
      code: 4,
      en: /^Cannot use the data folder: another server is using it /,
      ru: /^Папка данных занята другим сервером /,
    },
    {
      name: "a data folder that is a file",
      args: ["--data", `${path}/text`],
      code: 4,
      en: /^Cannot write .*text: something else has that name$/,
      ru: /^Не записать .*text: там уже есть что-то с этим именем$/,
    },
  ];
}

/** What Deno keeps from programs; in /proc older versions leave it to the system. */
const onLinux: readonly Case[] = [
  {
    name: "a data folder of the system's",
    args: ["--data", "/proc/x"],
    code: 4,
    en: /^Cannot write \/proc\/x: (this program may not use it|there is no such file)$/,
    ru: /^Не записать \/proc\/x: (этой программе туда доступа нет|такого файла нет)$/,
  },
  {
    name: "a password from the machine itself",
    args: ["--password-file", "/dev/mem"],
    code: 2,
    en: /^Cannot read the password in \/dev\/mem: this program may not use it$/,
    ru: /^Не прочесть пароль из \/dev\/mem: этой программе туда доступа нет$/,
  },
];

for (const language of LANGUAGES) {
  Deno.test(`chat serve says why it does not start, in the operator's language (${language})`, async (t) => {
    await using folder = await badFiles();
    await using server = await startServer();
    const used = { port: server.address.port, data: server.data };
    const all = [...cases(folder.path, used), ...Deno.build.os === "linux" ? onLinux : []];
    for (const { name, args, code, [language]: words } of all) {
      await t.step(name, async () => {
        const first = ["serve", "--port", "0", "--data", `${folder.path}/new`];
        const ended = await runChat([...first, ...args], { env: { CHAT_LANG: language } });
        assertEquals([ended.code, ended.stdout], [code, ""], ended.stderr);
        const [line = "", ...more] = ended.stderr.trimEnd().split("\n");
        assertMatch(line, words);
        assertEquals(more, []);
        assert(!/--allow|os error|\bat file:/.test(ended.stderr), ended.stderr);
      });
    }
  });
}
