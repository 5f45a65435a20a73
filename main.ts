/** `chat`: argv to command to exit code. The only place that ends the process. */

import { join } from "./client/join.ts";
import { type Language, languageOf } from "./protocol/phrases.ts";
import { general } from "./protocol/phrases/general.ts";
import { EXIT, serve } from "./server/serve.ts";
import project from "./deno.json" with { type: "json" };

const encoder = new TextEncoder();

/** Resolves at the first signal to stop; a second one ends the process at once. */
function stopSignal(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let seen = 0;
  const stop = () => {
    if (++seen === 1) resolve();
    else Deno.exit(130);
  };
  // Windows knows no SIGTERM, and closing the console window is SIGHUP there
  const signals = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK", "SIGHUP"] as const
    : ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) Deno.addSignalListener(signal, stop);
  return promise;
}

async function run([command, ...args]: string[], language: Language): Promise<number> {
  switch (command) {
    case "serve":
      return await serve(args, language, {
        env: Deno.env,
        stdout: (text) => writeAll(Deno.stdout, text),
        stderr: (text) => writeAll(Deno.stderr, text),
        stopped: stopSignal(),
      });
    case "join":
      return await join(args, language);
    case "--help":
    case "-h":
    case "help":
      writeAll(Deno.stdout, `${general[language].usage}\n`);
      return EXIT.ok;
    case "--version":
      writeAll(Deno.stdout, `chat ${project.version}\n`);
      return EXIT.ok;
    default: {
      const { noCommand, unknownCommand, usage } = general[language];
      const message = command === undefined ? noCommand : unknownCommand(command);
      writeAll(Deno.stderr, `${message}\n\n${usage}\n`);
      return EXIT.usage;
    }
  }
}

function writeAll(to: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length;) at += to.writeSync(bytes.subarray(at));
}

if (import.meta.main) {
  const language = languageOf(
    Deno.env.get("LC_ALL"),
    Deno.env.get("LC_MESSAGES"),
    Deno.env.get("LANG"),
  );
  Deno.exit(await run([...Deno.args], language));
}
