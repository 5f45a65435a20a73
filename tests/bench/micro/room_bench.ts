/** What a message costs from the room to its readers, without disk and sockets, for each native encoding. */
import { nativeEncoding, nativeRoomsEncoding } from "../../../server/dialects/native_encoding.ts";
import type { Encoding, Member } from "../../../server/chat/member.ts";
import { Room } from "../../../server/chat/room.ts";
import { Outlet } from "../../../server/fanout/outlet.ts";
import { SystemClock } from "../../../runtime/clock.ts";
import { MemoryBackbone } from "../../support/memory_backbone.ts";

const BATCH = 64;
const READERS = 100;
const text = "x".repeat(64);

/** A member that takes at once what it is sent. */
function reader(nick: string, encoding: Encoding): Member {
  const outlet = new Outlet({
    writer: { write: (bytes) => Promise.resolve(bytes.length) },
    onError: () => {},
    onLag: () => {},
    maxLagBytes: Infinity,
  });
  const nothing = () => {};
  const member = { nick, resume: nick, outlet, encoding, isUnannounced: true };
  return { ...member, direct: nothing, notSaved: nothing, replaced: nothing, expelled: nothing };
}

/** A room with readers; what is said there has reached all of them when the promise resolves. */
async function roomWith(...encodings: Encoding[]): Promise<() => Promise<void>> {
  const room = await Room.open(new MemoryBackbone(), "lobby", {
    clock: new SystemClock(),
    warn: () => {},
  });
  const members = Array.from({ length: READERS }, (_, i) => {
    return reader(`n${i}`, encodings[i % encodings.length]!);
  });
  for (const member of members) room.enter(member, false);
  let cids = 0;
  return async () => {
    for (let i = 0; i < BATCH; i++) room.say(members[0]!, text, `c${++cids}`, {});
    await room.settled();
    for (const { outlet } of members) while (outlet.lagBytes > 0) await outlet.drained();
  };
}

const rows = [
  ["in one room", [nativeEncoding]],
  ["with rooms", [nativeRoomsEncoding]],
  ["half of each", [nativeEncoding, nativeRoomsEncoding]],
] as const;
for (const [name, encodings] of rows) {
  const run = await roomWith(...encodings);
  Deno.bench(`Room: ${BATCH} messages to ${READERS} readers ${name}`, { group: "room" }, run);
}
