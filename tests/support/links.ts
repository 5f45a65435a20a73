import config from "../../deno.json" with { type: "json" };

const project: { readonly version: string; readonly links?: readonly string[] } = config;

/** The folders in `links` of deno.json: the stand-ins for `@std`, or none where the real one is used. */
export const LINKS: readonly string[] = project.links ?? [];
