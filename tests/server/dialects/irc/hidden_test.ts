import { assertEquals } from "@std/assert";
import { ask, IrcWorld } from "./world.ts";

Deno.test("A hidden channel that is closed is for those outside as if it were not there; with the key they join", async () => {
  const world = new IrcWorld();
  const [bob, eve] = [await world.irc("bob"), await world.irc("eve")];
  await ask(bob, "JOIN #dev", "MODE #dev +s");
  const closed = ["+i", "+k secret", "+l 1", "+b eve!*@*"];
  for (const mode of closed) {
    await ask(bob, `MODE #dev ${mode}`);
    const [, ...nowhere] = (await ask(eve, "TOPIC #nowhere"))[0]!.split(" ");
    const [, ...there] = (await ask(eve, "JOIN #dev"))[0]!.split(" ");
    assertEquals(there, nowhere.map((word) => word === "#nowhere" ? "#dev" : word), mode);
    await ask(bob, `MODE #dev ${mode.replace("+", "-")}`);
  }
  await ask(bob, "MODE #dev +k secret");
  const [joined] = await ask(eve, "JOIN #dev secret");
  assertEquals(joined?.split(" ").slice(1), ["JOIN", "#dev"]);
  await world.end();
});

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
