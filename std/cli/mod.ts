/**
 * The part of `@std/cli` that this project uses, on `npm:minimist`; see ../README.md.
 *
 * @module
 */
export * from "./parse_args.ts";
