/** What is said about a command line. */

import { enForm } from "./plural.ts";

export const flags = {
  usage: "Usage:",
  anyOptions: "[options]",
  options: "Options:",
  examples: "Examples:",
  rare: (names: string, command: string) =>
    `Seldom needed: ${names}; all are explained by: chat help ${command}`,
  otherWays: (command: string) =>
    "An option that is not given is taken from the environment (--log-format is CHAT_LOG_FORMAT), " +
    `then from "${command}" in chat.json in the data folder: {"${command}": {"lang": "en"}}`,
  more: (command: string) => `More: ${command}`,
  defaultIs: (value: string) => `(default ${value})`,
  help: "show this",
  unknownFlag: (flag: string, near: string | undefined) =>
    near === undefined ? `Unknown option ${flag}` : `Unknown option ${flag}: did you mean ${near}?`,
  missingValue: (flag: string, wanted: string) =>
    `Option ${flag} has no value: ${wanted} is wanted`,
  badValue: (name: string, value: string, wanted: string) =>
    `Cannot use ${name} ${value}: ${wanted} is wanted`,
  missingArgument: (name: string) => `Argument <${name}> is missing`,
  extraArgument: (value: string, wanted: number) =>
    `Argument ${value} is one too many: ${wanted} ${enForm(wanted, "is", "are")} wanted`,
  wholeNumber: (min: number, max: number) => `a whole number from ${min} to ${max}`,
  oneOf: (options: string) => `one of ${options}`,
  text: "some text",
  host: "a name or an address",
  badSettings: (path: string, why: string) => `Cannot use ${path}: ${why}`,
  notAnObject: 'an object in braces is wanted, such as {"serve": {"port": 7000}}',
  badSetting: (name: string, value: string, wantsBoolean: boolean) =>
    `"${name}" is ${value}, and ${wantsBoolean ? "true or false" : "a text or a number"} is wanted`,
  unknownSetting: (name: string, known: string, near: boolean) =>
    `there is no setting "${name}": ${near ? `did you mean "${known}"?` : `there are ${known}`}`,
};

/** The sentences about a command line in one language. */
export type FlagPhrases = typeof flags;
