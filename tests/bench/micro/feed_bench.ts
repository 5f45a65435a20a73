/** What a feed costs without sockets: appending, and the readers' turns. */
import { type Cursor, Feed } from "../../../server/fanout/feed.ts";

const BATCH = 64;
const line = `{"id":123456,"ts":"2026-11-23T02:15:29.123Z","type":"msg","nick":"ann","text":"${
  "x".repeat(64)
}","cid":"k3-1"}\n`;

Deno.bench(`Feed.append: ${BATCH} lines, no reader`, { group: "append" }, () => {
  const feed = new Feed();
  for (let i = 0; i < BATCH; i++) feed.append(line);
  feed.flush();
});

/** A feed whose readers take all there is at once; its turns follow each other without waiting. */
function readBy(readers: number): () => void {
  const turns: (() => void)[] = [];
  const feed = new Feed((act) => turns.push(act));
  let bytes = 0;
  for (let i = 0; i < readers; i++) {
    const cursor: Cursor = feed.attach({
      wake: () => {
        for (let view; (view = cursor.take(cursor.end)) !== undefined;) bytes += view.length;
      },
    });
  }
  return () => {
    bytes = 0;
    for (let i = 0; i < BATCH; i++) feed.append(line);
    feed.flush();
    for (let turn; (turn = turns.pop()) !== undefined;) turn();
    if (bytes !== readers * BATCH * line.length) throw new Error(`Only ${bytes} bytes were read`);
  };
}

for (const readers of [10, 100, 1_000, 5_000]) {
  const run = readBy(readers);
  Deno.bench(`Feed: ${BATCH} lines to ${readers} readers`, { group: "read" }, run);
}
