/** A log as a server would have written it, for tests that need a long past. */

import { LOG_SEGMENT_BYTES } from "../../../server/limits.ts";

/** Writes a log of so many messages, in files as large as the server's. */
export async function writeLog(data: string, count: number): Promise<void> {
  const folder = `${data}/rooms/lobby`;
  await Deno.mkdir(folder, { recursive: true });
  const start = Date.UTC(2026, 0, 1);
  let text = "";
  let file = `${folder}/${"1".padStart(20, "0")}.ndjson`;
  const flush = async () => {
    await Deno.writeTextFile(file, text, { append: true });
    text = "";
  };
  let bytes = 0;
  for (let id = 1; id <= count; id++) {
    const ts = new Date(start + id * 10).toISOString();
    const line =
      `{"id":${id},"ts":"${ts}","type":"msg","nick":"ann","text":"message ${id}","cid":"c-${id}"}\n`;
    if (bytes > LOG_SEGMENT_BYTES) {
      await flush();
      file = `${folder}/${`${id}`.padStart(20, "0")}.ndjson`;
      bytes = 0;
    }
    text += line;
    bytes += line.length;
    if (text.length > 1024 * 1024) await flush();
  }
  await flush();
}
