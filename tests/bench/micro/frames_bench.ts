/** What it costs to read what a client says and to encode what all are sent. */
import { decodeClientFrame } from "../../../protocol/decode_client.ts";
import { decodeServerFrame } from "../../../protocol/decode_server.ts";
import { encodeFrame, encodeMsg, type MsgFrame } from "../../../protocol/frames.ts";

const text = "x".repeat(64);
const say = new TextEncoder().encode(`{"type":"say","cid":"123456","text":"${text}"}`);
const msg: MsgFrame = {
  id: 123456,
  ts: "2026-11-23T02:15:29.123Z",
  type: "msg",
  nick: "ann",
  text,
  cid: "k3-1",
};
const letters: MsgFrame = { ...msg, text: 'Привет, "мир"!\n'.repeat(4) };
const line = encodeMsg(msg);

Deno.bench("decodeClientFrame: say", { group: "decode", baseline: true }, () => {
  decodeClientFrame(say);
});
Deno.bench("JSON.parse alone", { group: "decode" }, () => {
  JSON.parse(new TextDecoder().decode(say));
});
Deno.bench("decodeServerFrame: msg", { group: "decode" }, () => {
  decodeServerFrame(line);
});
Deno.bench("encodeMsg", { group: "encode", baseline: true }, () => {
  encodeMsg(msg);
});
Deno.bench("encodeMsg: Cyrillic, quotes and line breaks", { group: "encode" }, () => {
  encodeMsg(letters);
});
Deno.bench("encodeFrame", { group: "encode" }, () => {
  encodeFrame(msg);
});
