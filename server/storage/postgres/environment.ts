/**
 * Hides the environment from the package `pg`, which reads two dozen of its variables: a server has no
 * permission for them, and its URL says all. Imported before that package.
 */

import process from "node:process";

process.env = {};
