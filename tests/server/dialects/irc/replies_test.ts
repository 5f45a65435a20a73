import { assertEquals } from "@std/assert";
import { Replies } from "../../../../server/dialects/irc/replies.ts";

/** What is sent, and what is filled into `slot`, when `act` has answered. */
function sent(label: string | undefined, act: (replies: Replies) => void): string[] {
  const replies = new Replies(label);
  act(replies);
  const all: string[] = [];
  replies.flush((lines) => all.push(lines), "srv", () => "b1");
  return all;
}

Deno.test("Replies without a label are sent together, as they are", () => {
  assertEquals(
    sent(undefined, (replies) => {
      replies.add("a\r\n");
      replies.add("b\r\n");
    }),
    ["a\r\nb\r\n"],
  );
  assertEquals(sent(undefined, () => {}), []);
});

Deno.test("Replies with a label: none is an ACK, one has the label, more are a batch", () => {
  assertEquals(sent("x y", () => {}), ["@label=x\\sy :srv ACK\r\n"]);
  assertEquals(sent("1", (replies) => replies.add("@time=2 :a B\r\n")), [
    "@label=1;time=2 :a B\r\n",
  ]);
  assertEquals(sent("1", (replies) => replies.add(":a B\r\n:a C\r\n")), [
    "@label=1 :srv BATCH +b1 labeled-response\r\n@batch=b1 :a B\r\n@batch=b1 :a C\r\n" +
    ":srv BATCH -b1\r\n",
  ]);
});

Deno.test("Replies that are one batch give the label to that", () => {
  const batch = ":s BATCH +h chathistory #a\r\n@batch=h :a B\r\n:s BATCH -h\r\n";
  assertEquals(sent("1", (replies) => replies.add(batch)), [`@label=1 ${batch}`]);
});

Deno.test("Replies leave what is in a batch in it, and put that one into theirs", () => {
  const inner = ":s BATCH +h chathistory #a\r\n@batch=h :a B\r\n:s BATCH -h\r\n";
  assertEquals(sent("1", (replies) => replies.add(`${inner}:s C\r\n`)), [
    "@label=1 :srv BATCH +b1 labeled-response\r\n@batch=b1 :s BATCH +h chathistory #a\r\n" +
    "@batch=h :a B\r\n@batch=b1 :s BATCH -h\r\n@batch=b1 :s C\r\n:srv BATCH -b1\r\n",
  ]);
});

Deno.test("Replies go to the places that were kept for them, in one batch", () => {
  const filled: string[] = [];
  const slot = { fill: (lines: string) => void filled.push(lines) };
  const all = sent("1", (replies) => {
    replies.open(slot);
    replies.add(":a JOIN\r\n");
    replies.add("");
    replies.close();
    replies.add(":s 403\r\n");
  });
  assertEquals(filled, ["@label=1 :srv BATCH +b1 labeled-response\r\n@batch=b1 :a JOIN\r\n"]);
  assertEquals(all, ["@batch=b1 :s 403\r\n:srv BATCH -b1\r\n"]);
});

Deno.test("Replies fill every place, with nothing where nothing was said", () => {
  const filled: string[] = [];
  sent(undefined, (replies) => replies.open({ fill: (lines) => void filled.push(lines) }));
  assertEquals(filled, [""]);
});
