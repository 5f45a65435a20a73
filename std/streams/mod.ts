/**
 * The part of `@std/streams` that this project uses, on web and `node:readline` streams; see ../README.md.
 *
 * @module
 */
export * from "./text_line_stream.ts";
export * from "./to_text.ts";
