/**
 * Which folder may import which, on two levels: the tables of the rules in `directions.ts`.
 *
 * @module
 */

/** What each top-level folder or file may import, besides itself. */
export const TOP: Record<string, readonly string[]> = {
  "main.ts": ["commands", "cli", "i18n", "runtime"],
  commands: ["workers", "server", "client", "cli", "i18n", "runtime"],
  workers: ["server", "client", "i18n"],
  server: ["cli", "i18n", "protocol", "runtime"],
  client: ["cli", "i18n", "protocol", "runtime"],
  cli: ["i18n", "protocol", "runtime", "deno.json"],
  i18n: ["protocol"],
  protocol: [],
  runtime: [],
  std: [],
  tools: [],
  tests: [
    ...["main.ts", "commands", "workers", "server", "client", "cli", "i18n", "protocol", "runtime"],
    ...["tools", "deno.json"],
  ],
};

/**
 * The layers inside of a folder, from the top of the flow to its end. A layer may import later layers. It
 * may not import an earlier layer, nor another part of its own.
 */
export const LAYERS: Record<string, readonly (readonly string[])[]> = {
  server: [
    ["system.ts", "search_worker.ts", "search_thread.ts"],
    ["serve.ts", "admin_client.ts", "cluster_command.ts"],
    ["start.ts"],
    ["open_chat.ts", "services.ts", "listeners.ts"],
    ["open_storage.ts", "saved_state.ts"],
    ["node_place.ts", "ports.ts", "begin_anew.ts"],
    ["web"],
    [
      ...["banner.ts", "metrics.ts", "permissions.ts", "announcer.ts", "qr.ts"],
      ...["addresses.ts", "operator_output.ts"],
    ],
    ["options.ts", "health.ts", "cluster_metrics.ts"],
    ["net"],
    ["dialects", "admin"],
    ["chat", "access"],
    ["storage", "fanout"],
    ["failure.ts", "limits.ts", "socket_path.ts"],
  ],
  client: [
    ["told_connections.ts"],
    ["join.ts", "choose_command.ts", "dial_worker.ts", "told_threads.ts"],
    ["permissions.ts", "announced_servers.ts", "program_runner.ts", "control_port.ts"],
    ["choose_server.ts"],
    ["person", "script", "web"],
    ["join_context.ts", "password.ts"],
    ["system.ts"],
    ["event_text.ts"],
    ["server_error_text.ts"],
    ["dial", "memory", "tty"],
    ["stdio"],
    ["link"],
    ["options.ts", "programs.ts"],
    ["find_server.ts", "server_list_file.ts", "told_nodes.ts"],
    ["server_list.ts"],
    ["limits.ts", "no_cache.ts"],
  ],
};

/** Imports that are allowed against the layers. */
export const ALSO: Record<string, readonly string[]> = {
  // the web page and the terminal share these pure files
  "client/web": ["client/person/commands.ts", "client/person/mention.ts", "client/tty/palette.ts"],
};

/** What only a worker loads. */
const INNER = [
  ...["serve", "join", "choose", "admin", "cluster", "work"].map((f) => `workers/${f}.ts`),
  ...["admin", "access", "chat", "dialects", "fanout", "net", "storage", "web"].map((f) =>
    `server/${f}`
  ),
  ...["dial", "link", "memory", "person", "script", "stdio", "tty", "web"].map((f) =>
    `client/${f}`
  ),
];

/** Imports that are forbidden though the layers allow them. */
export const NEVER: Record<string, readonly string[]> = {
  commands: INNER,
  "client/script": ["client/tty"],
  "client/web": ["client/dial", "client/memory", "client/tty", "client/stdio", "client/system.ts"],
};

/** The packages that protocol/ may use: they are pure. */
export const PURE_PACKAGES: readonly string[] = ["string-width", "unhomoglyph/data.json"];
