/** What `chat cluster` says. */

import type { ClusterPhrases } from "../en/cluster.ts";

export const cluster: ClusterPhrases = {
  usable: (host) => `База данных годится, основной сервер: ${host}`,
  notRun: "Ничего не изменено. Выполните этот SQL как владелец базы данных или добавьте --yes",
  made: (database, version) => `В базе данных ${database} схема chat версии ${version}`,
};
