import { assertEquals } from "@std/assert";
import { MAX_MISSED_MESSAGES, NEWEST_MISSED_MESSAGES } from "../../../client/limits.ts";
import { Conversation, type StreamEvent } from "../../../client/person/conversation.ts";
import { msgFrame } from "../../support/fake_server.ts";

function message(id: number): StreamEvent {
  return { type: "message", room: "dev", message: msgFrame(id), own: false };
}

const JOINED: StreamEvent = {
  type: "presence",
  room: "dev",
  own: false,
  frame: { type: "joined", ts: "2026-11-23T12:00:00.000Z", nick: "cy" },
};

function held(events: readonly StreamEvent[]): Conversation {
  const room = new Conversation("room", "dev");
  for (const event of events) room.hold(event, event.type === "message", false);
  return room;
}

function messages(count: number): StreamEvent[] {
  return Array.from({ length: count }, (_, i) => message(i + 1));
}

function ids(events: readonly StreamEvent[]): number[] {
  return events.flatMap((event) => event.type === "message" ? [event.message.id] : []);
}

Deno.test("Conversation shows MAX_MISSED_MESSAGES as they are, and of one more the newest", () => {
  const all = held(messages(MAX_MISSED_MESSAGES)).takeNews();
  assertEquals([all.count, all.skipped, all.events.length], [
    MAX_MISSED_MESSAGES,
    0,
    MAX_MISSED_MESSAGES,
  ]);
  const more = held(messages(MAX_MISSED_MESSAGES + 1)).takeNews();
  assertEquals([more.count, more.events.length], [MAX_MISSED_MESSAGES + 1, NEWEST_MISSED_MESSAGES]);
  assertEquals(more.skipped, MAX_MISSED_MESSAGES + 1 - NEWEST_MISSED_MESSAGES);
  assertEquals(ids(more.events).at(-1), MAX_MISSED_MESSAGES + 1);
});

Deno.test("Conversation holds no more than MAX_MISSED_MESSAGES messages, and comings and goings up to twice as much", () => {
  const many = held([...messages(10 * MAX_MISSED_MESSAGES)]);
  assertEquals(many.takeNews().count, 10 * MAX_MISSED_MESSAGES);
  const crowd = held(Array.from({ length: 2 * MAX_MISSED_MESSAGES + 1 }, () => JOINED)).takeNews();
  assertEquals([crowd.count, crowd.events.length], [0, 2 * MAX_MISSED_MESSAGES]);
});

Deno.test("Conversation tells since when: from the last message that was shown, once, until it is read", () => {
  const room = new Conversation("room", "dev");
  room.hold(message(1), true, true);
  assertEquals(room.calls, 1);
  assertEquals(room.takeNews().since, undefined);
  room.show({ type: "message", room: "dev", message: msgFrame(1), own: false });
  room.hold(message(2), true, false);
  room.hold(message(3), true, false);
  const { since, count } = room.takeNews();
  assertEquals([since, count], [msgFrame(1).ts, 2]);
  assertEquals(room.takeNews(), { count: 0, skipped: 0, since: undefined, events: [] });
});

Deno.test("Conversation counts what was missed, less those of whom nothing is shown", () => {
  const room = new Conversation("room", "dev");
  room.missed({ count: 3, skipped: 1, since: "2026-11-22T21:00:00.000Z", isRecalled: true });
  room.passOver();
  const { count, skipped, since } = room.takeNews();
  assertEquals([count, skipped, since], [2, 2, "2026-11-22T21:00:00.000Z"]);
  room.passOver();
  assertEquals(room.unread, 0);
});
