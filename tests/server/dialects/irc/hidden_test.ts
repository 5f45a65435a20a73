import { assertEquals } from "@std/assert";
import { ask, IrcWorld } from "./world.ts";

Deno.test("A hidden channel is for those outside as if it were not there", async () => {
  const world = new IrcWorld();
  const [bob, eve] = [await world.irc("bob"), await world.irc("eve", "message-tags")];
  await ask(bob, "JOIN #dev", "MODE #dev +s-n", "TOPIC #dev :the build");
  for (
    const command of [
      "PART #",
      "TOPIC #",
      "TOPIC # :x",
      "KICK # bob",
      "INVITE bob #",
      "MODE #",
      "MODE # +i",
      "MODE # b",
      "PRIVMSG # :hi",
      "PRIVMSG @# :hi",
      "@+x=y TAGMSG #",
      "NAMES #",
      "WHO #",
      "LIST #",
      "CHATHISTORY LATEST # * 5",
      "MARKREAD #",
    ]
  ) {
    const asked = async (channel: string) => {
      const lines = await ask(eve, command.replace("#", channel));
      return lines.map((line) => line.replaceAll(channel, "#"));
    };
    assertEquals(await asked("#dev"), await asked("#nowhere"), command);
  }
  bob.socket.news();
  assertEquals(await ask(bob, "PING x"), [":chat.local PONG chat.local :x"]);
  await world.end();
});
