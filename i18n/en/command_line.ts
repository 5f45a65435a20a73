/** What the program says about its command line. */

export const flags = {
  usage: "Usage:",
  anyOptions: "[options]",
  options: "Options:",
  examples: "Examples:",
  rare: (names: string, command: string) =>
    `Rarely needed: ${names}; all options: chat help ${command}`,
  otherWays: (command: string) =>
    "An option that is not given is taken from the environment (--lang is CHAT_LANG), " +
    `then from "${command}" in chat.json in the data folder: {"${command}": {"lang": "en"}}`,
  more: (command: string) => `More: ${command}`,
  defaultIs: (value: string) => `(default ${value})`,
  help: "show this",
  unknownFlag: (flag: string, near: string | undefined) =>
    near === undefined ? `Unknown option ${flag}` : `Unknown option ${flag}: did you mean ${near}?`,
  missingValue: (flag: string, wanted: string) => `Option ${flag} needs a value: ${wanted}`,
  badValue: (name: string, value: string, wanted: string) =>
    `Cannot use ${name} ${value}: expected ${wanted}`,
  takesNoValue: (flag: string) => `Option ${flag} takes no value`,
  trueOrFalse: "true or false",
  missingArgument: (name: string) => `Argument <${name}> is missing`,
  extraArgument: (value: string) => `Unexpected argument ${value}`,
  wholeNumber: (min: number, max: number) => `a whole number from ${min} to ${max}`,
  oneOf: (options: string) => `one of ${options}`,
  ageOrSize: (examples: string) => `an age or a size such as ${examples}`,
  text: "some text",
  host: "a name or an address",
  servers: (most: number) =>
    `a name or an address, perhaps with a port; of a cluster up to ${most}, with commas between`,
  clusterUrl:
    "postgres://USER@HOST[:PORT],HOST/DATABASE, with no password in it (it belongs in --cluster-password-file); ?sslmode=disable for this machine only",
  serverName: "1 to 63 letters, digits, dots and dashes, such as chat.local",
  badSettings: (path: string, why: string) => `Cannot use ${path}: ${why}`,
  notAnObject: 'expected an object in braces, such as {"serve": {"port": 7000}}',
  badSetting: (name: string, value: string, wantsBoolean: boolean) =>
    `"${name}" is ${value}; expected ${wantsBoolean ? "true or false" : "a text or a number"}`,
  unknownSetting: (name: string, known: string, near: boolean) =>
    `unknown setting "${name}": ${near ? `did you mean "${known}"?` : `there are ${known}`}`,
};

/** The sentences about a command line in one language. */
export type FlagPhrases = typeof flags;
