/**
 * The part of `@std/cli` that this project uses, on `npm:yargs-parser`; see ../README.md.
 *
 * @module
 */
export * from "./parse_args.ts";
