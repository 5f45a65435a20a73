/**
 * The part of `@std/fs` that this project uses, on Deno's file calls; see ../README.md.
 *
 * @module
 */
export * from "./ensure_dir.ts";
export * from "./exists.ts";
