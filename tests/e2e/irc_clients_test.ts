/** The IRC clients that people have, in real terminals, beside `nc` and the native dialect. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { connectLines } from "../support/lines.ts";
import { needs } from "../support/missing.ts";
import { chatCommand } from "../support/command.ts";
import { joinArgs, Process, startServer } from "../support/process.ts";
import { Terminal } from "../support/tmux.ts";
import { startIrc } from "./irc_support.ts";
import { enter } from "./support/guest.ts";
import { lastingPort } from "./support/port.ts";
import { tempFolder } from "./support/temp.ts";

/** Types a line and sends it. */
async function enterLine(terminal: Terminal, line: string): Promise<void> {
  await terminal.type(line);
  await terminal.key("Enter");
}

/** Waits for irssi, and lets it send as fast as it is typed to. */
async function startTalking(irssi: Terminal): Promise<void> {
  await irssi.waitFor("[(status)]");
  await enterLine(irssi, "/set cmd_queue_speed 1msec");
}

Deno.test({
  ...needs("tmux", "irssi"),
  name: "irssi: connects, joins, talks with the native dialect and nc, sees history, renames",
  async fn() {
    await using irc = await startIrc();
    await using bob = await enter(irc.server, "bob");
    await bob.say("said before anyone came");
    await using irssi = await Terminal.start(
      ["irssi", "--noconnect", "--nick=ann"],
      { cols: 100, rows: 30 },
    );
    await startTalking(irssi);
    await enterLine(irssi, `/connect 127.0.0.1 ${irc.port}`);
    await irssi.waitFor(/Welcome to the chat network/);
    await enterLine(irssi, "/join #lobby");
    await irssi.waitFor(/bob> (?:\[\d\d:\d\d\] )?said before anyone came/);
    await bob.nextFrame("joined");

    await enterLine(irssi, "hello from irssi");
    assertMatch((await bob.nextFrame("msg")).text, /^hello from irssi$/);
    await enterLine(irssi, "/me waves");
    const action = await bob.nextFrame("msg");
    assert(action.action === true && action.text === "waves");
    await bob.say("hello from the terminal");
    await irssi.waitFor(/bob> hello from the terminal/);

    await using nc = await connectLines(irc.server.address);
    await nc.send("carol");
    await irssi.waitFor(/carol .*has joined #lobby/);
    await nc.next("hello from the terminal");
    await nc.send("hello from nc");
    await irssi.waitFor(/carol> hello from nc/);

    await enterLine(irssi, "/topic many clients, one room");
    await nc.next("many clients, one room");
    await enterLine(irssi, "/nick anna");
    await irssi.waitFor(/now known as anna/);
    await nc.next("ann is now anna");
    await enterLine(irssi, "/quit good night");
    await nc.next("anna left the chat");
    await irssi.exited();
  },
});

Deno.test({
  ...needs("tmux", "irssi", "nc"),
  name: "irssi, chat join and nc: one room in three terminals, also after the server came back",
  async fn() {
    await using folder = await tempFolder();
    const [port, ircPort] = [lastingPort(), lastingPort()];
    const start = () =>
      startServer({
        data: folder.path,
        args: ["--port", `${port}`, "--irc-port", `${ircPort}`],
      });
    const nc = () => Terminal.start(["nc", "127.0.0.1", `${port}`]);
    await using first = await start();
    await using join = await Terminal.start([
      ...chatCommand(),
      ...joinArgs(first, "--nick", "bob"),
    ]);
    await join.waitFor(/You are bob/);
    await enterLine(join, "said before anyone came");
    await join.waitFor("bob: said before anyone came");

    await using irssi = await Terminal.start(
      ["irssi", "--noconnect", "--nick=ann"],
      { cols: 100, rows: 30 },
    );
    await startTalking(irssi);
    await enterLine(irssi, "/set server_reconnect_time 1");
    await enterLine(irssi, `/connect 127.0.0.1 ${ircPort}`);
    await irssi.waitFor(/Welcome to the chat network/);
    await enterLine(irssi, "/join #lobby");
    await irssi.waitFor(/bob> (?:\[\d\d:\d\d\] )?said before anyone came/);
    await enterLine(irssi, "hello from irssi");
    await join.waitFor("ann: hello from irssi");

    await using carol = await nc();
    await carol.waitFor("NICKNAME_REQUEST");
    await enterLine(carol, "carol");
    await carol.waitFor("ann: hello from irssi");
    await enterLine(carol, "hello from nc");
    await irssi.waitFor(/carol> hello from nc/);
    await join.waitFor("carol: hello from nc");
    await enterLine(irssi, "/nick anna");
    await join.waitFor("ann is now anna");
    await carol.waitFor("ann is now anna");
    await enterLine(join, "/me waves");
    await irssi.waitFor(/\* bob waves/);

    await first.process.stop("SIGTERM");
    await carol.waitFor("SERVER_SHUTDOWN");
    await using second = await start();
    await second.process.waitForOutput(/joined .*nick=bob/);
    await irssi.waitFor(/anna .*has joined #lobby/);
    await enterLine(join, "here again");
    // what it has seen before the server stopped does not come again
    await irssi.waitFor(
      /bob waves[^]*anna .*has joined #lobby(?:(?!bob waves)[^])*bob> here again/,
    );
    await enterLine(irssi, "so am I");
    await join.waitFor("anna: so am I");
    await using dave = await nc();
    await dave.waitFor("NICKNAME_REQUEST");
    await enterLine(dave, "dave");
    await dave.waitFor("anna: so am I");
  },
});

Deno.test({
  ...needs("tmux", "irssi"),
  name: "irssi and chat join: over TLS, with a password",
  async fn() {
    await using folder = await tempFolder();
    await using irc = await startIrc({
      data: folder.path,
      args: ["--tls"],
      env: { CHAT_PASSWORD: "sesame" },
    });
    await using join = await Terminal.start(
      [...chatCommand(), ...joinArgs(irc.server, "--nick", "bob")],
      { env: { CHAT_PASSWORD: "sesame" } },
    );
    await join.waitFor(/You are bob/);
    await using irssi = await Terminal.start(["irssi", "--noconnect"], { cols: 100, rows: 30 });
    await startTalking(irssi);
    await enterLine(irssi, `/connect -notls_verify -tls 127.0.0.1 ${irc.port} guess ann`);
    await irssi.waitFor(/Password incorrect/);
    await enterLine(irssi, "/disconnect");
    await enterLine(irssi, `/connect -notls_verify -tls 127.0.0.1 ${irc.port} sesame ann`);
    await irssi.waitFor(/Welcome to the chat network/);
    await enterLine(irssi, "/join #lobby");
    await irssi.waitFor(/has joined #lobby/);
    await enterLine(irssi, "sealed");
    await join.waitFor("ann: sealed");
    await enterLine(join, "and delivered");
    await irssi.waitFor(/bob> and delivered/);
    const log = await Deno.readTextFile(`${folder.path}/rooms/lobby/00000000000000000001.ndjson`);
    assertMatch(log, /"nick":"ann","text":"sealed"/);
  },
});

Deno.test({
  ...needs("weechat-headless"),
  name: "weechat: asks for what the server can, joins, sees history, talks",
  async fn() {
    await using irc = await startIrc();
    await using bob = await enter(irc.server, "bob");
    await bob.say("said before");
    const home = await Deno.makeTempDir({ prefix: "chat-weechat-" });
    await using _folder = { [Symbol.asyncDispose]: () => Deno.remove(home, { recursive: true }) };
    const atStart = [
      "/set logger.file.flush_delay 0",
      `/server add chat 127.0.0.1/${irc.port} -nossl -nicks=wee -autojoin=#lobby`,
      "/set irc.server.chat.command /wait 1 /msg #lobby hello from weechat;/wait 3 /quit so long",
      "/connect chat",
    ];
    await using weechat = await Process.start([
      ...["weechat-headless", "--stdout", "-d", home],
      ...atStart.flatMap((command) => ["-r", command]),
    ], { home });
    assertEquals((await bob.nextFrame("joined")).nick, "wee");
    await bob.say("hello wee");
    await bob.next((line) => line.includes('"hello from weechat"'));
    assertEquals((await bob.nextFrame("left")).reason, "Quit: so long");
    await weechat.ended;
    const log = await Deno.readTextFile(`${home}/logs/irc.chat.#lobby.weechatlog`);
    assertMatch(log, /\tbob\tsaid before\n/, "with the server's time, not in the text");
    assertMatch(log, /\tbob\thello wee\n/);
  },
});
