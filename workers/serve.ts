/** The thread of `chat serve`. */

import { serve } from "../server/serve.ts";
import { systemProcess } from "../server/system.ts";
import { tell, work } from "./work.ts";

const stop = Promise.withResolvers<void>();
let searcher = Promise.withResolvers<MessagePort>();
let searchEnded = Promise.withResolvers<void>();

/** The main thread starts the thread that looks through the logs: it alone may give it permissions. */
async function openSearcher() {
  searcher = Promise.withResolvers();
  searchEnded = Promise.withResolvers();
  tell("search");
  return { port: await searcher.promise, ended: searchEnded.promise };
}

work<"serve">(
  (run) => {
    const interrupt = () => tell("interrupt");
    return serve(run, systemProcess({ stopped: stop.promise, interrupt, openSearcher }));
  },
  (news, [port]) => {
    if (news === "stop") stop.resolve();
    else if (news === "searcher") searcher.resolve(port!);
    else if (news === "search ended") {
      searcher.reject(new Error("The thread that searches cannot be started"));
      searchEnded.resolve();
    }
  },
);
