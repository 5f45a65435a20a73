import { assertEquals } from "@std/assert";
import { completions } from "../../../client/person/completions.ts";

const NICKS = ["bob", "Bob Lee", "bonnie", "рая"];

function offered(before: string): [from: number, ...candidates: string[]] {
  const { from, candidates } = completions(before, {
    startingWith: (start) =>
      NICKS.filter((nick) => nick.toLowerCase().startsWith(start.toLowerCase())),
    servers: ["work", "Wiki", "home"],
    rooms: ["lobby", "dev", "desk"],
    otherRooms: ["design", "dev"],
  });
  return [from, ...candidates];
}

Deno.test("completions: a nickname at the beginning of a line is addressed", () => {
  assertEquals(offered("bon"), [0, "bonnie: "]);
  assertEquals(offered("BO"), [0, "bob: ", "Bob Lee: ", "bonnie: "]);
  assertEquals(offered("ра"), [0, "рая: "]);
});

Deno.test("completions: within a line a nickname is only named, after an @ too", () => {
  assertEquals(offered("ask bon"), [4, "bonnie "]);
  assertEquals(offered("ask @bon"), [5, "bonnie "]);
  assertEquals(offered("line one\nbon"), [9, "bonnie "]);
});

Deno.test("completions: a nickname behind a bracket or a quotation mark is only named", () => {
  assertEquals(offered("(bon"), [1, "bonnie "]);
  assertEquals(offered('he said: "«bon'), [11, "bonnie "]);
  assertEquals(offered("(").length, 1);
});

Deno.test("completions: an empty line offers everyone, a space offers nobody", () => {
  assertEquals(offered("").length, 5);
  assertEquals(offered("hello "), [6]);
  assertEquals(offered("hello @").length, 5);
  assertEquals(offered("zzz"), [0]);
});

Deno.test("completions: commands, with a space where something follows", () => {
  assertEquals(offered("/m"), [0, "/me ", "/msg ", "/mentions", "/more"]);
  assertEquals(offered("/QU"), [0, "/query ", "/quiet", "/quit"]);
  assertEquals(offered("//m"), [0]);
  assertEquals(offered("/help mo"), [6, "more"]);
});

Deno.test("completions: the recipient of a private message, then nicknames within it", () => {
  assertEquals(offered("/msg bo"), [5, "bob ", "Bob Lee ", "bonnie "]);
  assertEquals(offered("/msg bob l"), [5, "Bob Lee "]);
  assertEquals(offered("/msg Bob L"), [5, "Bob Lee "]);
  assertEquals(offered("/msg bob see bon"), [13, "bonnie "]);
  assertEquals(offered("/me asks bon"), [9, "bonnie "]);
});

Deno.test("completions: what /server does, and the names of servers that it can forget", () => {
  assertEquals(offered("/server "), [8, "save ", "forget "]);
  assertEquals(offered("/server f"), [8, "forget "]);
  assertEquals(offered("/server forget w"), [15, "work", "Wiki"]);
  assertEquals(offered("/server forget "), [15, "work", "Wiki", "home"]);
  assertEquals(offered("/server save w"), [8]);
});

Deno.test("completions: rooms, one's own before those that were listed; /part offers one's own alone", () => {
  assertEquals(offered("/room de"), [6, "dev", "desk", "design"]);
  assertEquals(offered("/join #DE"), [7, "dev", "desk", "design"]);
  assertEquals(offered("/room "), [6, "lobby", "dev", "desk", "design"]);
  assertEquals(offered("/room bo"), [6]);
  assertEquals(offered("/part de"), [6, "dev", "desk"]);
  assertEquals(offered("/part dev see you, bon"), [19, "bonnie "]);
});
