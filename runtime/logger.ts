/** The log for the operator of a server: one line for each event, as text or JSON. */

import type { Clock } from "./clock.ts";
import { safeJson } from "./safe_json.ts";

/** How important a line is. One for `debug` is not written; it is for those who count events. */
export type Level = "debug" | "info" | "warn" | "error";

/** The details of a line: names and values. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Writes a line about an event. */
export type Logger = (level: Level, event: string, fields?: LogFields) => void;

/** Writes warnings to `log`. */
export function warnOf(log: Logger): (event: string, fields?: LogFields) => void {
  return (event, fields = {}) => log("warn", event, fields);
}

/** The line about lines of a log that are lost. Its number is a field for programs. */
export function droppedLine(
  format: "text" | "json",
  count: number,
  clock: Pick<Clock, "date">,
): string {
  const ts = new Date(clock.date()).toISOString();
  if (format === "json") {
    return JSON.stringify({ ts, level: "warn", event: "lines dropped", count }) + "\n";
  }
  return `${ts} warn  ${count} ${count === 1 ? "line" : "lines"} dropped\n`;
}

/**
 * A logger that gives finished lines, with their line feeds, to `write`.
 *
 * @param format `text` for people, `json` for programs.
 */
export function createLogger(
  format: "text" | "json",
  write: (line: string) => void,
  clock: Pick<Clock, "date">,
): Logger {
  return (level, event, fields = {}) => {
    if (level === "debug") return;
    const ts = new Date(clock.date()).toISOString();
    if (format === "json") {
      write(safeJson({ ts, level, event, ...fields }, plain) + "\n");
      return;
    }
    const details = Object.entries(fields).map(([name, value]) => ` ${name}=${show(value)}`);
    write(`${ts} ${level.padEnd(5)} ${event}${details.join("")}\n`);
  };
}

/** A value for JSON, which would write an error as `{}`. */
function plain(_name: string, value: unknown): unknown {
  return value instanceof Error ? String(value) : value;
}

/** A value as one word. So a nickname can neither forge a field nor act on a terminal. */
function show(value: unknown): string {
  const text = String(value);
  if (/^[\w.:[\]/+-]+$/.test(text)) return text;
  return safeJson(text);
}
