/** What PostgreSQL cannot store, from every door of a server of a cluster: it is refused or replaced, and all goes on. */

import { assertEquals } from "@std/assert";
import { connectLines } from "../support/lines.ts";
import { needsPostgres } from "../support/postgres.ts";
import { Irc } from "./irc_support.ts";
import { Cluster } from "./support/cluster.ts";
import { connectGuest, enter } from "./support/guest.ts";
import { enterWeb } from "./support/web.ts";

/** U+0000, halves of surrogate pairs, and what is no character, as JSON may bring them. */
const ODD = ["\\u0000", "\\ud800", "\\udc00", "\\udc00\\ud800", "\\uffff", "\\ufdd0"];

/** Frames with such a word in every text that comes from outside. */
function framesWith(odd: string): string[] {
  return [
    `{"type":"say","cid":"s${odd.length}","text":"a${odd}b"}`,
    `{"type":"say","cid":"a${odd}b","text":"an odd cid"}`,
    `{"type":"dm","cid":"d1","to":"bob","text":"a${odd}b"}`,
    `{"type":"dm","cid":"d2","to":"b${odd}b","text":"x"}`,
    `{"type":"topic","topic":"a${odd}b"}`,
    `{"type":"away","text":"a${odd}b"}`,
    `{"type":"away"}`,
    `{"type":"nick","nick":"a${odd}b"}`,
    `{"type":"join","room":"a${odd}b"}`,
    `{"type":"join","room":"lobby"}`,
    `{"type":"search","text":"a${odd}b"}`,
  ];
}

const END = ["\n", "\r\n"] as const;

function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

Deno.test({
  ...needsPostgres(),
  name:
    "U+0000 and halves of letters from every door stop no server, and nothing that is said beside them",
  async fn() {
    await using cluster = await Cluster.start({ standby: true });
    const [one, two] = await cluster.openTwo();
    await using bob = await enter(two, "bob");
    const stillGood = async (from: { say(text: string): Promise<unknown> }, text: string) => {
      await from.say(text);
      await bob.next(`"${text}"`);
    };

    for (const [at, odd] of ODD.entries()) {
      await using ann = await enter(one, `ann${at}`);
      await using web = await enterWeb(one, `web${at}`);
      for (const [door, guest] of [["native", ann], ["page", web]] as const) {
        for (const frame of framesWith(odd)) await guest.send(frame);
        await stillGood(guest, `${door} after ${at}`);
      }
      await using late = await connectGuest(one.address);
      for (const field of ["nick", "room", "secret", "resume", "log"] as const) {
        await late.send(
          `{"type":"hello","v":1,"${field}":"a${odd}bcdefghijklmnop","nick":"late${at}"}`,
        );
      }
      await stillGood(ann, `after hello ${at}`);
    }

    // bytes as they are: U+0000, and a half of a surrogate pair
    for (const [at, odd] of ["\0", "\xed\xa0\x80", "\xff"].entries()) {
      await using plain = await connectLines(one.address);
      await plain.send(`pat${at}`);
      await plain.next(/End of history/);
      for (const text of [`a${odd}b`, `/topic a${odd}b`, `/msg bob a${odd}b`, `/nick a${odd}b`]) {
        await plain.send(bytes(`${text}\n`));
      }
      await plain.send(`plain after ${at}`);
      await bob.next(`"plain after ${at}"`);

      await using irc = await Irc.join({ port: one.ircPort }, `eve${at}`);
      await irc.ask("JOIN #lobby");
      for (
        const line of [
          ...[`PRIVMSG #lobby :a${odd}b`, `PRIVMSG bob :a${odd}b`, `TOPIC #lobby :a${odd}b`],
          ...[
            `AWAY :a${odd}b`,
            "AWAY",
            `NICK a${odd}b`,
            `NICK eve${at}`,
            `JOIN #a${odd}b`,
            `PART #lobby :a${odd}b`,
          ],
          ...["JOIN #lobby", `MODE #lobby +k a${odd}b`, `JOIN #own`, `MODE #own +k a${odd}b`],
          ...[`MODE #own +b a${odd}b!*@*`, `KICK #own eve${at} :a${odd}b`, `SETNAME :a${odd}b`],
        ]
      ) await irc.lines.send(bytes(`${line}${END[at % 2]!}`));
      await irc.lines.send("JOIN #lobby");
      await irc.lines.send(`PRIVMSG #lobby :irc after ${at}`);
      await bob.next(`"irc after ${at}"`);
      // a line that is not UTF-8 is refused
      await irc.lines.send(bytes(at === 0 ? `QUIT :a${odd}b\r\n` : "QUIT\r\n"));
      await bob.next(new RegExp(`"left".*"eve${at}"`));
    }

    await using carol = await enter(two, "carol");
    await stillGood(carol, "the other server too");
    const ids = bob.frames("msg").map(({ id }) => id);
    assertEquals(ids, Array.from(ids, (_, at) => ids[0] + at));
  },
});
