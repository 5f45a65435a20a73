/** What the client says to its user. */

export const en = {
  nickPrompt: "Nickname: ",
};

/** The sentences of the client in one language. */
export type ClientPhrases = typeof en;

export const ru: ClientPhrases = {
  nickPrompt: "Никнейм: ",
};
