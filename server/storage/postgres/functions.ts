/** The functions of the schema: SQL. */

import { BAN_FUNCTIONS } from "./ban_functions.ts";
import { MARK_FUNCTIONS } from "./mark_functions.ts";
import { NAME_FUNCTIONS } from "./name_functions.ts";
import { NODE_FUNCTIONS } from "./node_functions.ts";
import { ROOM_FUNCTIONS } from "./room_functions.ts";

/** All of them, each after those that it calls. */
export const FUNCTIONS = [
  ...[...ROOM_FUNCTIONS, ...NODE_FUNCTIONS, ...NAME_FUNCTIONS],
  ...[...BAN_FUNCTIONS, ...MARK_FUNCTIONS],
].join("");
