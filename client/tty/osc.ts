/**
 * Sequences to the program that shows the terminal: the title of the window, notifications. Pure.
 *
 * @module
 */

import { cleanText } from "../../protocol/text.ts";
import { MAX_NOTIFICATION_CHARS } from "../limits.ts";

/** How a terminal is told of something: OSC 9 (iTerm2, kitty, foot) or OSC 777 (rxvt, foot, Ghostty). */
export type Notification = "osc9" | "osc777";

/** The sequence for a notification. */
export function notificationOf(kind: Notification, text: string): string {
  const line = oneLineOf(text);
  // in OSC 777 a semicolon parts the title from the text
  return kind === "osc9"
    ? `\x1b]9;${line}\x1b\\`
    : `\x1b]777;notify;chat;${line.replaceAll(";", ",")}\x1b\\`;
}

/** The sequence that sets the title of the window. */
export function titleOf(text: string): string {
  return `\x1b]2;${oneLineOf(text)}\x1b\\`;
}

/** Without anything that could end the sequence. */
function oneLineOf(text: string): string {
  const line = cleanText(text).replace(/\s+/g, " ").trim();
  return [...line].slice(0, MAX_NOTIFICATION_CHARS).join("");
}
