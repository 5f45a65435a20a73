/** The thread of `chat join`. */

import type { AskToConnect } from "../client/dial/port_transport.ts";
import { join } from "../client/join.ts";
import type { ProgramEnd, Programs } from "../client/programs.ts";
import { tell, work } from "./work.ts";

/** Is called with how the program that runs has ended. */
let programEnded = (_end: ProgramEnd) => {};

/** The user's pager and editor: the main thread runs them, since a worker may run nothing, and signal nobody else. */
const PROGRAMS: Programs = {
  run: (program) => {
    const { promise, resolve } = Promise.withResolvers<ProgramEnd>();
    programEnded = resolve;
    tell({ program });
    return promise;
  },
  stop: () => tell("end program"),
  suspend: () => tell("stop job"),
  goOn: () => tell("go on"),
};

/** Connects to servers that the user has not named: this thread may not. */
const askToConnect: AskToConnect = (connect, ...ports) => tell({ connect }, ports);

work<"join">(
  (run) => join(run, { programs: PROGRAMS, askToConnect }),
  (news) => {
    if (typeof news === "object") programEnded(news.ended);
  },
);
