/**
 * The part of `@std/assert` that this project uses, on `node:assert/strict`.
 *
 * Signatures, argument order and thrown class are those of the original; see ../README.md.
 *
 * @module
 */
export * from "./assertion_error.ts";
export * from "./compare.ts";
export * from "./equality.ts";
export * from "./strings.ts";
export * from "./throws.ts";
export * from "./truth.ts";
