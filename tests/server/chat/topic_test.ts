import { assertEquals } from "@std/assert";
import { Topic } from "../../../server/chat/topic.ts";
import { LOG_TAIL_BYTES, RECENT_MESSAGES } from "../../../server/limits.ts";
import type { RoomEvent } from "../../../protocol/frames.ts";

const TS = "2026-11-23T09:00:00.000Z";
const SET: RoomEvent = { ts: TS, type: "topic", nick: "ann", topic: "news" };
const JOINED: RoomEvent = { ts: TS, type: "joined", nick: "bob" };

function said(id: number): RoomEvent {
  return { id, ts: TS, type: "msg", nick: "bob", text: "hi", cid: "" };
}

function topicAfter(...events: RoomEvent[]): Topic {
  const topic = new Topic();
  for (const event of events) topic.apply({ event, line: "x" });
  return topic;
}

Deno.test("Topic is the one that was set last, and none when that is empty", () => {
  assertEquals(topicAfter(JOINED).frame, undefined);
  assertEquals(topicAfter(SET, said(1)).frame, SET);
  assertEquals(topicAfter(SET, { ...SET, topic: "" }).frame, undefined);
});

Deno.test("Topic that was written once more keeps the time when it was set", () => {
  const again: RoomEvent = { ...SET, ts: "2026-12-01T00:00:00.000Z", set: TS };
  assertEquals(topicAfter(again).frame, { ...again, ts: TS });
});

Deno.test("Topic.takeRewrite is due after half the recent messages, once", () => {
  const topic = topicAfter(SET);
  for (let id = 1; id < RECENT_MESSAGES / 2; id++) topic.apply({ event: said(id), line: "" });
  assertEquals(topic.takeRewrite(), undefined);
  topic.apply({ event: said(RECENT_MESSAGES / 2), line: "" });
  assertEquals(topic.takeRewrite(), { type: "topic", nick: "ann", topic: "news", set: TS });
  assertEquals(topic.takeRewrite(), undefined);
});

Deno.test("Topic.takeRewrite is due after a quarter of the tail, whatever stands there", () => {
  const topic = topicAfter(SET);
  topic.apply({ event: JOINED, line: "x".repeat(LOG_TAIL_BYTES / 4 - 1) });
  assertEquals(topic.takeRewrite(), undefined);
  topic.apply({ event: JOINED, line: "x" });
  assertEquals(topic.takeRewrite()?.type, "topic");
});

Deno.test("Topic.takeRewrite has nothing to write where there is no topic", () => {
  const topic = topicAfter(SET, { ...SET, topic: "" });
  topic.apply({ event: JOINED, line: "x".repeat(LOG_TAIL_BYTES) });
  assertEquals(topic.takeRewrite(), undefined);
});
