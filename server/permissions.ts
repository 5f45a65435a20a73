/** What a server may still do once it listens: use its files, and talk to those who come. */

/**
 * Gives up, for good, what Deno lets the program do and a listening server needs no more: to connect
 * to others or listen anew, to read the environment, to ask about the machine.
 */
export async function giveUpPermissions(): Promise<void> {
  for (const name of ["net", "env", "sys"] as const) await Deno.permissions.revoke({ name });
}
