/** Options of {@linkcode exists}. */
export interface ExistsOptions {
  /** When true, the path must be a directory (or a link to one). */
  isDirectory?: boolean;
  /** When true, the path must be a file (or a link to one). */
  isFile?: boolean;
}

/** Whether something is at this path. */
export async function exists(path: string | URL, options?: ExistsOptions): Promise<boolean> {
  try {
    const found = await Deno.stat(path);
    if (options?.isDirectory && options.isFile) {
      throw new TypeError("ExistsOptions.isDirectory and ExistsOptions.isFile exclude each other");
    }
    if (options?.isDirectory) return found.isDirectory;
    if (options?.isFile) return found.isFile;
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    if (error instanceof Deno.errors.PermissionDenied) return true; // there, but not ours to see
    throw error;
  }
}
