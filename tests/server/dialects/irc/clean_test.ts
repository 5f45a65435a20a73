import { assert, assertEquals } from "@std/assert";
import { ircDoor } from "../../../../server/dialects/irc/dialect.ts";
import { parseMessage } from "../../../../server/dialects/irc/message_format.ts";
import { FakeConnection } from "../../fakes/connection.ts";
import { FakeServer } from "../../fakes/server.ts";
import { settled } from "../../../support/virtual_clock.ts";

const CAPS = "message-tags batch labeled-response draft/chathistory away-notify setname";

/** What acts on a screen; formatting codes and the marks of CTCP do not. */
const UNSAFE =
  // deno-lint-ignore no-control-regex
  /[\x00\x05-\x09\x0b\x0c\x0e\x10\x12-\x15\x17-\x1c\x7f-\x9f\u200e\u202a-\u202e\u2066-\u2069]/u;

const EVIL = "\x1b]0;title\x07\x1b[31m\u202ered\x9b2J";

/** Lines that repeat what a client says, to others or to itself. */
const LINES = [
  ...["b", "e", "I", "k"].map((mode) => `MODE #ord +${mode} ${EVIL}`),
  `MODE #ord +${EVIL} x`,
  `MODE ann +${EVIL}`,
  `MODE ${EVIL} +o`,
  `PRIVMSG #ord :\x01FOO ${EVIL}\x01`,
  `NOTICE #ord :\x01FOO ${EVIL}`,
  `PRIVMSG bob :\x01FOO ${EVIL}\x01`,
  `PRIVMSG @#ord :\x01FOO ${EVIL}\x01`,
  `PRIVMSG @#ord :${EVIL}`,
  `PRIVMSG #ord :${EVIL}`,
  `PRIVMSG ${EVIL} :hi`,
  `@+x=${EVIL.replaceAll(";", "\\:")} PRIVMSG #ord :tagged`,
  `@+x=${EVIL.replaceAll(";", "\\:")} TAGMSG bob`,
  `@label=${EVIL.replaceAll(";", "\\:")} VERSION`,
  `INVITE ${EVIL} #ord`,
  `INVITE bob #${EVIL}`,
  `KICK #ord ${EVIL} :${EVIL}`,
  `TOPIC #ord :${EVIL}`,
  `AWAY :${EVIL}`,
  `SETNAME :${EVIL}`,
  `NICK ${EVIL}`,
  `JOIN #${EVIL}`,
  `WHOIS ${EVIL}`,
  `WHOWAS ${EVIL}`,
  `WHO ${EVIL}`,
  `ISON ${EVIL}`,
  `NAMES #${EVIL}`,
  `LIST ${EVIL}`,
  `MONITOR + ${EVIL}`,
  "MONITOR L",
  "MONITOR S",
  `CAP REQ :${EVIL}`,
  `CAP ${EVIL}`,
  `PING :${EVIL}`,
  `STATS ${EVIL}`,
  `HELP ${EVIL}`,
  `BATCH +${EVIL} x y`,
  `CHATHISTORY ${EVIL} #ord * 1`,
  `CHATHISTORY LATEST #ord ${EVIL} 1`,
  `CHATHISTORY LATEST #ord * ${EVIL}`,
  `CHATHISTORY TARGETS ${EVIL} x 1`,
  `${EVIL} x`,
  `PART #ord :${EVIL}`,
  `QUIT :${EVIL}`,
];

Deno.test("IRC: nothing that acts on a screen comes back or gets to others, in whatever it is said", async () => {
  const server = new FakeServer();
  const door = ircDoor(server.services, server.irc);
  const enter = async (nick: string) => {
    const irc = new FakeConnection(server, { door });
    await irc.socket.send(
      `CAP REQ :${CAPS}\r\nNICK ${nick}\r\nUSER ${nick} 0 * :${nick}\r\nCAP END\r\nJOIN #ord\r\n`,
    );
    return irc;
  };
  const [ann, bob] = [await enter("ann"), await enter("bob")];
  await ann.socket.send("MODE #ord +o bob\r\n");
  for (const line of LINES) {
    await ann.socket.send(`${line}\r\n`);
    await settled();
    for (const irc of [ann, bob]) {
      const seen = irc.socket.news();
      assertEquals(UNSAFE.exec(seen.replaceAll("\n", "")), null, JSON.stringify([line, seen]));
    }
  }
  for (const irc of [ann, bob]) await irc.bye();
});

Deno.test("IRC: a mask that begins with a colon is refused, and no list has it", async () => {
  const server = new FakeServer();
  const ann = new FakeConnection(server, { door: ircDoor(server.services, server.irc) });
  await ann.socket.send("NICK ann\r\nUSER ann 0 * :ann\r\nJOIN #ord\r\n");
  for (const mode of ["b", "e", "I"]) {
    ann.socket.news();
    await ann.socket.send(
      `MODE #ord +${mode} ::foo\r\nMODE #ord +${mode} a:b\r\nMODE #ord +${mode}\r\n`,
    );
    const lines = ann.socket.news().trim().split("\r\n").map((line) => parseMessage(line));
    assertEquals(lines.map(({ command }) => command)[0], "696");
    const [entry] = lines.filter(({ command }) => /^(?:367|348|346)$/.test(command));
    assertEquals(entry?.params.slice(1, 4), ["#ord", "a:b!*@*", "ann"]);
    assert(/^\d+$/.test(entry!.params[4]!));
  }
  await ann.bye();
});
