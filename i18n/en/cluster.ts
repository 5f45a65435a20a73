/** What `chat cluster` says. */

export const cluster = {
  usable: (host: string) => `The database can be used; its primary is ${host}`,
  notRun: "Nothing was changed. Run this SQL as the owner of the database, or add --yes",
  made: (database: string, version: number) =>
    `The database ${database} has the schema chat of version ${version}`,
};

/** These sentences in one language. */
export type ClusterPhrases = typeof cluster;
